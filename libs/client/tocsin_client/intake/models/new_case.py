from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.new_case_area import NewCaseArea, check_new_case_area
from ..models.new_case_channel import NewCaseChannel, check_new_case_channel
from ..models.new_case_priority import NewCasePriority, check_new_case_priority
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.caller import Caller
    from ..models.file_body import FileBody
    from ..models.reach_body import ReachBody


T = TypeVar("T", bound="NewCase")


@_attrs_define
class NewCase:
    """A case to open.

    For a P1 told by telephone (CP-16): `same_as` is the id of the open P1 that the call is about,
    or `none` where it is about none of those open now; `not_same_as` are ids of P1s that it is not
    about. Without them the answer is 409 `likely-the-same` where the customer has an open P1
    without a workaround, and names the candidates.

    For such a call, too: `told_at`, when it came, if that was before now, with `told_reason`; and
    `caller`, where `reporter_id` is no user yet: the customer gets that user with the case (CP-13).
    Of a user whom the customer has, `caller` must say what is known: else 422
    `caller-is-somebody-else`.
    `reach` is for any P1 (CP-27). `edi_topic` says what of EDI it is about, for `area: edi`: a code
    of `scope.edi_topics` in `GET /v1/plans`. Where the plan does not cover that, the answer says so
    in `suggestions` and names the service to ask for (CP-19).

    `files` are references to files that lie somewhere else: shown as text, and never fetched.

    """

    customer_id: str
    reporter_id: str
    priority: NewCasePriority
    subject: str
    description: str
    """ At most 100000 bytes in UTF-8. """
    channel: NewCaseChannel | Unset = "online"
    area: NewCaseArea | Unset = "product"
    same_as: None | str | Unset = UNSET
    """ the P1 that this call is about, or `none` """
    not_same_as: list[str] | Unset = UNSET
    """ open P1s that this call is not about """
    told_at: datetime.datetime | None | Unset = UNSET
    told_reason: None | str | Unset = UNSET
    caller: Caller | None | Unset = UNSET
    reach: None | ReachBody | Unset = UNSET
    edi_topic: None | str | Unset = UNSET
    files: list[FileBody] | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.caller import Caller  # noqa: PLC0415
        from ..models.reach_body import ReachBody  # noqa: PLC0415

        customer_id = self.customer_id

        reporter_id = self.reporter_id

        priority: str = self.priority

        subject = self.subject

        description = self.description

        channel: str | Unset = UNSET
        if not isinstance(self.channel, Unset):
            channel = self.channel

        area: str | Unset = UNSET
        if not isinstance(self.area, Unset):
            area = self.area

        same_as: None | str | Unset
        if isinstance(self.same_as, Unset):
            same_as = UNSET
        else:
            same_as = self.same_as

        not_same_as: list[str] | Unset = UNSET
        if not isinstance(self.not_same_as, Unset):
            not_same_as = self.not_same_as

        told_at: None | str | Unset
        if isinstance(self.told_at, Unset):
            told_at = UNSET
        elif isinstance(self.told_at, datetime.datetime):
            told_at = self.told_at.isoformat()
        else:
            told_at = self.told_at

        told_reason: None | str | Unset
        if isinstance(self.told_reason, Unset):
            told_reason = UNSET
        else:
            told_reason = self.told_reason

        caller: dict[str, Any] | None | Unset
        if isinstance(self.caller, Unset):
            caller = UNSET
        elif isinstance(self.caller, Caller):
            caller = self.caller.to_dict()
        else:
            caller = self.caller

        reach: dict[str, Any] | None | Unset
        if isinstance(self.reach, Unset):
            reach = UNSET
        elif isinstance(self.reach, ReachBody):
            reach = self.reach.to_dict()
        else:
            reach = self.reach

        edi_topic: None | str | Unset
        if isinstance(self.edi_topic, Unset):
            edi_topic = UNSET
        else:
            edi_topic = self.edi_topic

        files: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.files, Unset):
            files = []
            for files_item_data in self.files:
                files_item = files_item_data.to_dict()
                files.append(files_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "customer_id": customer_id,
                "reporter_id": reporter_id,
                "priority": priority,
                "subject": subject,
                "description": description,
            }
        )
        if channel is not UNSET:
            field_dict["channel"] = channel
        if area is not UNSET:
            field_dict["area"] = area
        if same_as is not UNSET:
            field_dict["same_as"] = same_as
        if not_same_as is not UNSET:
            field_dict["not_same_as"] = not_same_as
        if told_at is not UNSET:
            field_dict["told_at"] = told_at
        if told_reason is not UNSET:
            field_dict["told_reason"] = told_reason
        if caller is not UNSET:
            field_dict["caller"] = caller
        if reach is not UNSET:
            field_dict["reach"] = reach
        if edi_topic is not UNSET:
            field_dict["edi_topic"] = edi_topic
        if files is not UNSET:
            field_dict["files"] = files

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.caller import Caller  # noqa: PLC0415
        from ..models.file_body import FileBody  # noqa: PLC0415
        from ..models.reach_body import ReachBody  # noqa: PLC0415

        d = dict(src_dict)
        customer_id = d.pop("customer_id")

        reporter_id = d.pop("reporter_id")

        priority = check_new_case_priority(d.pop("priority"))

        subject = d.pop("subject")

        description = d.pop("description")

        _channel = d.pop("channel", UNSET)
        channel: NewCaseChannel | Unset
        if isinstance(_channel, Unset):
            channel = UNSET
        else:
            channel = check_new_case_channel(_channel)

        _area = d.pop("area", UNSET)
        area: NewCaseArea | Unset
        if isinstance(_area, Unset):
            area = UNSET
        else:
            area = check_new_case_area(_area)

        def _parse_same_as(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        same_as = _parse_same_as(d.pop("same_as", UNSET))

        not_same_as = cast(list[str], d.pop("not_same_as", UNSET))

        def _parse_told_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                told_at_type_0 = datetime.datetime.fromisoformat(data)

                return told_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        told_at = _parse_told_at(d.pop("told_at", UNSET))

        def _parse_told_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        told_reason = _parse_told_reason(d.pop("told_reason", UNSET))

        def _parse_caller(data: object) -> Caller | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                caller_type_0 = Caller.from_dict(data)

                return caller_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Caller | None | Unset, data)

        caller = _parse_caller(d.pop("caller", UNSET))

        def _parse_reach(data: object) -> None | ReachBody | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                reach_type_0 = ReachBody.from_dict(data)

                return reach_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ReachBody | Unset, data)

        reach = _parse_reach(d.pop("reach", UNSET))

        def _parse_edi_topic(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        edi_topic = _parse_edi_topic(d.pop("edi_topic", UNSET))

        _files = d.pop("files", UNSET)
        files: list[FileBody] | Unset = UNSET
        if _files is not UNSET:
            files = []
            for files_item_data in _files:
                files_item = FileBody.from_dict(files_item_data)

                files.append(files_item)

        new_case = cls(
            customer_id=customer_id,
            reporter_id=reporter_id,
            priority=priority,
            subject=subject,
            description=description,
            channel=channel,
            area=area,
            same_as=same_as,
            not_same_as=not_same_as,
            told_at=told_at,
            told_reason=told_reason,
            caller=caller,
            reach=reach,
            edi_topic=edi_topic,
            files=files,
        )

        return new_case
