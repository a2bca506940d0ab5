from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.moved_ahead_answer import MovedAheadAnswer


T = TypeVar("T", bound="QueuedCaseAnswer")


@_attrs_define
class QueuedCaseAnswer:
    """A case in the queue. `moved_ahead`: it goes first in its priority until then (CP-31).

    `uncovered`: a P1 without the engineer that it needs until it has a workaround (CP-26).
    A customer's people are not told this, nor which engineer has the case; `updated_at` is the last
    time that something happened which they may know of.

    """

    case_id: str
    number: str
    customer_id: str
    reporter_id: str
    plan: str
    priority: str
    status: str
    channel: str
    subject: None | str
    engineer_id: None | str
    opened_at: datetime.datetime
    first_responded_at: datetime.datetime | None
    version: int
    level: int
    updated_at: datetime.datetime
    uncovered: bool | None
    moved_ahead: MovedAheadAnswer | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.moved_ahead_answer import MovedAheadAnswer  # noqa: PLC0415

        case_id = self.case_id

        number = self.number

        customer_id = self.customer_id

        reporter_id = self.reporter_id

        plan = self.plan

        priority = self.priority

        status = self.status

        channel = self.channel

        subject: None | str
        subject = self.subject

        engineer_id: None | str
        engineer_id = self.engineer_id

        opened_at = self.opened_at.isoformat()

        first_responded_at: None | str
        if isinstance(self.first_responded_at, datetime.datetime):
            first_responded_at = self.first_responded_at.isoformat()
        else:
            first_responded_at = self.first_responded_at

        version = self.version

        level = self.level

        updated_at = self.updated_at.isoformat()

        uncovered: bool | None
        uncovered = self.uncovered

        moved_ahead: dict[str, Any] | None | Unset
        if isinstance(self.moved_ahead, Unset):
            moved_ahead = UNSET
        elif isinstance(self.moved_ahead, MovedAheadAnswer):
            moved_ahead = self.moved_ahead.to_dict()
        else:
            moved_ahead = self.moved_ahead

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "case_id": case_id,
                "number": number,
                "customer_id": customer_id,
                "reporter_id": reporter_id,
                "plan": plan,
                "priority": priority,
                "status": status,
                "channel": channel,
                "subject": subject,
                "engineer_id": engineer_id,
                "opened_at": opened_at,
                "first_responded_at": first_responded_at,
                "version": version,
                "level": level,
                "updated_at": updated_at,
                "uncovered": uncovered,
            }
        )
        if moved_ahead is not UNSET:
            field_dict["moved_ahead"] = moved_ahead

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.moved_ahead_answer import MovedAheadAnswer  # noqa: PLC0415

        d = dict(src_dict)
        case_id = d.pop("case_id")

        number = d.pop("number")

        customer_id = d.pop("customer_id")

        reporter_id = d.pop("reporter_id")

        plan = d.pop("plan")

        priority = d.pop("priority")

        status = d.pop("status")

        channel = d.pop("channel")

        def _parse_subject(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        subject = _parse_subject(d.pop("subject"))

        def _parse_engineer_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        engineer_id = _parse_engineer_id(d.pop("engineer_id"))

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

        version = d.pop("version")

        level = d.pop("level")

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        def _parse_uncovered(data: object) -> bool | None:
            if data is None:
                return data
            return cast(bool | None, data)

        uncovered = _parse_uncovered(d.pop("uncovered"))

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

        queued_case_answer = cls(
            case_id=case_id,
            number=number,
            customer_id=customer_id,
            reporter_id=reporter_id,
            plan=plan,
            priority=priority,
            status=status,
            channel=channel,
            subject=subject,
            engineer_id=engineer_id,
            opened_at=opened_at,
            first_responded_at=first_responded_at,
            version=version,
            level=level,
            updated_at=updated_at,
            uncovered=uncovered,
            moved_ahead=moved_ahead,
        )

        queued_case_answer.additional_properties = d
        return queued_case_answer

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
