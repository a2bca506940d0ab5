from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.file_answer import FileAnswer
    from ..models.joined_to import JoinedTo
    from ..models.moved_ahead_answer import MovedAheadAnswer
    from ..models.reach_answer import ReachAnswer
    from ..models.service_request_answer import ServiceRequestAnswer
    from ..models.suggestion_answer import SuggestionAnswer
    from ..models.targets import Targets
    from ..models.tried_answer import TriedAnswer


T = TypeVar("T", bound="JoinedCaseAnswer")


@_attrs_define
class JoinedCaseAnswer:
    """A case that was open already, and that a call joined: no case was opened (CP-16)."""

    case_id: str
    number: str
    customer_id: str
    reporter_id: str
    status: str
    priority: str
    plan: str
    terms_version: str
    targets: Targets
    """ The promises of a case; none where it is out of entitlement (CP-18 to CP-20). """
    channel: str
    area: str
    subject: None | str
    description: None | str
    opened_at: datetime.datetime
    first_responded_at: datetime.datetime | None
    engineer_id: None | str
    uncovered: bool | None
    level: int
    team_contacts: list[str]
    likely_twins: list[str]
    unreachable: bool
    reproduced: bool | None
    exclusion: None | str
    reach: None | ReachAnswer
    told_at: datetime.datetime | None
    told_reason: None | str
    tried: list[TriedAnswer]
    version: int
    joined_to: JoinedTo
    """ The case that a call joined. """
    exclusion_note: None | str | Unset = UNSET
    moved_ahead: MovedAheadAnswer | None | Unset = UNSET
    edi_topic: None | str | Unset = UNSET
    suggestions: list[SuggestionAnswer] | Unset = UNSET
    service_requests: list[ServiceRequestAnswer] | Unset = UNSET
    files: list[FileAnswer] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.moved_ahead_answer import MovedAheadAnswer  # noqa: PLC0415
        from ..models.reach_answer import ReachAnswer  # noqa: PLC0415

        case_id = self.case_id

        number = self.number

        customer_id = self.customer_id

        reporter_id = self.reporter_id

        status = self.status

        priority = self.priority

        plan = self.plan

        terms_version = self.terms_version

        targets = self.targets.to_dict()

        channel = self.channel

        area = self.area

        subject: None | str
        subject = self.subject

        description: None | str
        description = self.description

        opened_at = self.opened_at.isoformat()

        first_responded_at: None | str
        if isinstance(self.first_responded_at, datetime.datetime):
            first_responded_at = self.first_responded_at.isoformat()
        else:
            first_responded_at = self.first_responded_at

        engineer_id: None | str
        engineer_id = self.engineer_id

        uncovered: bool | None
        uncovered = self.uncovered

        level = self.level

        team_contacts = self.team_contacts

        likely_twins = self.likely_twins

        unreachable = self.unreachable

        reproduced: bool | None
        reproduced = self.reproduced

        exclusion: None | str
        exclusion = self.exclusion

        reach: dict[str, Any] | None
        if isinstance(self.reach, ReachAnswer):
            reach = self.reach.to_dict()
        else:
            reach = self.reach

        told_at: None | str
        if isinstance(self.told_at, datetime.datetime):
            told_at = self.told_at.isoformat()
        else:
            told_at = self.told_at

        told_reason: None | str
        told_reason = self.told_reason

        tried = []
        for tried_item_data in self.tried:
            tried_item = tried_item_data.to_dict()
            tried.append(tried_item)

        version = self.version

        joined_to = self.joined_to.to_dict()

        exclusion_note: None | str | Unset
        if isinstance(self.exclusion_note, Unset):
            exclusion_note = UNSET
        else:
            exclusion_note = self.exclusion_note

        moved_ahead: dict[str, Any] | None | Unset
        if isinstance(self.moved_ahead, Unset):
            moved_ahead = UNSET
        elif isinstance(self.moved_ahead, MovedAheadAnswer):
            moved_ahead = self.moved_ahead.to_dict()
        else:
            moved_ahead = self.moved_ahead

        edi_topic: None | str | Unset
        if isinstance(self.edi_topic, Unset):
            edi_topic = UNSET
        else:
            edi_topic = self.edi_topic

        suggestions: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.suggestions, Unset):
            suggestions = []
            for suggestions_item_data in self.suggestions:
                suggestions_item = suggestions_item_data.to_dict()
                suggestions.append(suggestions_item)

        service_requests: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.service_requests, Unset):
            service_requests = []
            for service_requests_item_data in self.service_requests:
                service_requests_item = service_requests_item_data.to_dict()
                service_requests.append(service_requests_item)

        files: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.files, Unset):
            files = []
            for files_item_data in self.files:
                files_item = files_item_data.to_dict()
                files.append(files_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "case_id": case_id,
                "number": number,
                "customer_id": customer_id,
                "reporter_id": reporter_id,
                "status": status,
                "priority": priority,
                "plan": plan,
                "terms_version": terms_version,
                "targets": targets,
                "channel": channel,
                "area": area,
                "subject": subject,
                "description": description,
                "opened_at": opened_at,
                "first_responded_at": first_responded_at,
                "engineer_id": engineer_id,
                "uncovered": uncovered,
                "level": level,
                "team_contacts": team_contacts,
                "likely_twins": likely_twins,
                "unreachable": unreachable,
                "reproduced": reproduced,
                "exclusion": exclusion,
                "reach": reach,
                "told_at": told_at,
                "told_reason": told_reason,
                "tried": tried,
                "version": version,
                "joined_to": joined_to,
            }
        )
        if exclusion_note is not UNSET:
            field_dict["exclusion_note"] = exclusion_note
        if moved_ahead is not UNSET:
            field_dict["moved_ahead"] = moved_ahead
        if edi_topic is not UNSET:
            field_dict["edi_topic"] = edi_topic
        if suggestions is not UNSET:
            field_dict["suggestions"] = suggestions
        if service_requests is not UNSET:
            field_dict["service_requests"] = service_requests
        if files is not UNSET:
            field_dict["files"] = files

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.file_answer import FileAnswer  # noqa: PLC0415
        from ..models.joined_to import JoinedTo  # noqa: PLC0415
        from ..models.moved_ahead_answer import MovedAheadAnswer  # noqa: PLC0415
        from ..models.reach_answer import ReachAnswer  # noqa: PLC0415
        from ..models.service_request_answer import ServiceRequestAnswer  # noqa: PLC0415
        from ..models.suggestion_answer import SuggestionAnswer  # noqa: PLC0415
        from ..models.targets import Targets  # noqa: PLC0415
        from ..models.tried_answer import TriedAnswer  # noqa: PLC0415

        d = dict(src_dict)
        case_id = d.pop("case_id")

        number = d.pop("number")

        customer_id = d.pop("customer_id")

        reporter_id = d.pop("reporter_id")

        status = d.pop("status")

        priority = d.pop("priority")

        plan = d.pop("plan")

        terms_version = d.pop("terms_version")

        targets = Targets.from_dict(d.pop("targets"))

        channel = d.pop("channel")

        area = d.pop("area")

        def _parse_subject(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        subject = _parse_subject(d.pop("subject"))

        def _parse_description(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        description = _parse_description(d.pop("description"))

        opened_at = datetime.datetime.fromisoformat(d.pop("opened_at"))

        def _parse_first_responded_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                first_responded_at_type_0 = datetime.datetime.fromisoformat(data)

                return first_responded_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        first_responded_at = _parse_first_responded_at(d.pop("first_responded_at"))

        def _parse_engineer_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        engineer_id = _parse_engineer_id(d.pop("engineer_id"))

        def _parse_uncovered(data: object) -> bool | None:
            if data is None:
                return data
            return cast(bool | None, data)

        uncovered = _parse_uncovered(d.pop("uncovered"))

        level = d.pop("level")

        team_contacts = cast(list[str], d.pop("team_contacts"))

        likely_twins = cast(list[str], d.pop("likely_twins"))

        unreachable = d.pop("unreachable")

        def _parse_reproduced(data: object) -> bool | None:
            if data is None:
                return data
            return cast(bool | None, data)

        reproduced = _parse_reproduced(d.pop("reproduced"))

        def _parse_exclusion(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        exclusion = _parse_exclusion(d.pop("exclusion"))

        def _parse_reach(data: object) -> None | ReachAnswer:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                reach_type_0 = ReachAnswer.from_dict(data)

                return reach_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ReachAnswer, data)

        reach = _parse_reach(d.pop("reach"))

        def _parse_told_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                told_at_type_0 = datetime.datetime.fromisoformat(data)

                return told_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        told_at = _parse_told_at(d.pop("told_at"))

        def _parse_told_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        told_reason = _parse_told_reason(d.pop("told_reason"))

        tried = []
        _tried = d.pop("tried")
        for tried_item_data in _tried:
            tried_item = TriedAnswer.from_dict(tried_item_data)

            tried.append(tried_item)

        version = d.pop("version")

        joined_to = JoinedTo.from_dict(d.pop("joined_to"))

        def _parse_exclusion_note(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        exclusion_note = _parse_exclusion_note(d.pop("exclusion_note", UNSET))

        def _parse_moved_ahead(data: object) -> MovedAheadAnswer | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                moved_ahead_type_0 = MovedAheadAnswer.from_dict(data)

                return moved_ahead_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(MovedAheadAnswer | None | Unset, data)

        moved_ahead = _parse_moved_ahead(d.pop("moved_ahead", UNSET))

        def _parse_edi_topic(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        edi_topic = _parse_edi_topic(d.pop("edi_topic", UNSET))

        _suggestions = d.pop("suggestions", UNSET)
        suggestions: list[SuggestionAnswer] | Unset = UNSET
        if _suggestions is not UNSET:
            suggestions = []
            for suggestions_item_data in _suggestions:
                suggestions_item = SuggestionAnswer.from_dict(suggestions_item_data)

                suggestions.append(suggestions_item)

        _service_requests = d.pop("service_requests", UNSET)
        service_requests: list[ServiceRequestAnswer] | Unset = UNSET
        if _service_requests is not UNSET:
            service_requests = []
            for service_requests_item_data in _service_requests:
                service_requests_item = ServiceRequestAnswer.from_dict(service_requests_item_data)

                service_requests.append(service_requests_item)

        _files = d.pop("files", UNSET)
        files: list[FileAnswer] | Unset = UNSET
        if _files is not UNSET:
            files = []
            for files_item_data in _files:
                files_item = FileAnswer.from_dict(files_item_data)

                files.append(files_item)

        joined_case_answer = cls(
            case_id=case_id,
            number=number,
            customer_id=customer_id,
            reporter_id=reporter_id,
            status=status,
            priority=priority,
            plan=plan,
            terms_version=terms_version,
            targets=targets,
            channel=channel,
            area=area,
            subject=subject,
            description=description,
            opened_at=opened_at,
            first_responded_at=first_responded_at,
            engineer_id=engineer_id,
            uncovered=uncovered,
            level=level,
            team_contacts=team_contacts,
            likely_twins=likely_twins,
            unreachable=unreachable,
            reproduced=reproduced,
            exclusion=exclusion,
            reach=reach,
            told_at=told_at,
            told_reason=told_reason,
            tried=tried,
            version=version,
            joined_to=joined_to,
            exclusion_note=exclusion_note,
            moved_ahead=moved_ahead,
            edi_topic=edi_topic,
            suggestions=suggestions,
            service_requests=service_requests,
            files=files,
        )

        joined_case_answer.additional_properties = d
        return joined_case_answer

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
