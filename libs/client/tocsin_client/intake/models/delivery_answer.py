from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="DeliveryAnswer")


@_attrs_define
class DeliveryAnswer:
    """What was sent to a webhook, or is to be. Nothing of what the receiver answered is kept but
    its status.

    `delivery_id` is the id of the event, and the header `webhook-id` of every attempt. `problem` is
    what became of the last attempt, such as `http-500`, `no-answer-in-time`, `not-connected`,
    `name-not-resolved`, `address-is-private` or `secret-missing`.

    """

    delivery_id: UUID
    event_type: str
    case_id: None | str
    state: str
    attempts: int
    status_code: int | None
    problem: None | str
    made_at: datetime.datetime
    last_tried_at: datetime.datetime | None
    next_try_at: datetime.datetime | None
    delivered_at: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        delivery_id = str(self.delivery_id)

        event_type = self.event_type

        case_id: None | str
        case_id = self.case_id

        state = self.state

        attempts = self.attempts

        status_code: int | None
        status_code = self.status_code

        problem: None | str
        problem = self.problem

        made_at = self.made_at.isoformat()

        last_tried_at: None | str
        if isinstance(self.last_tried_at, datetime.datetime):
            last_tried_at = self.last_tried_at.isoformat()
        else:
            last_tried_at = self.last_tried_at

        next_try_at: None | str
        if isinstance(self.next_try_at, datetime.datetime):
            next_try_at = self.next_try_at.isoformat()
        else:
            next_try_at = self.next_try_at

        delivered_at: None | str
        if isinstance(self.delivered_at, datetime.datetime):
            delivered_at = self.delivered_at.isoformat()
        else:
            delivered_at = self.delivered_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "delivery_id": delivery_id,
                "event_type": event_type,
                "case_id": case_id,
                "state": state,
                "attempts": attempts,
                "status_code": status_code,
                "problem": problem,
                "made_at": made_at,
                "last_tried_at": last_tried_at,
                "next_try_at": next_try_at,
                "delivered_at": delivered_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        delivery_id = UUID(d.pop("delivery_id"))

        event_type = d.pop("event_type")

        def _parse_case_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        case_id = _parse_case_id(d.pop("case_id"))

        state = d.pop("state")

        attempts = d.pop("attempts")

        def _parse_status_code(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        status_code = _parse_status_code(d.pop("status_code"))

        def _parse_problem(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        problem = _parse_problem(d.pop("problem"))

        made_at = datetime.datetime.fromisoformat(d.pop("made_at"))

        def _parse_last_tried_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_tried_at_type_0 = datetime.datetime.fromisoformat(data)

                return last_tried_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        last_tried_at = _parse_last_tried_at(d.pop("last_tried_at"))

        def _parse_next_try_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                next_try_at_type_0 = datetime.datetime.fromisoformat(data)

                return next_try_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        next_try_at = _parse_next_try_at(d.pop("next_try_at"))

        def _parse_delivered_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                delivered_at_type_0 = datetime.datetime.fromisoformat(data)

                return delivered_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        delivered_at = _parse_delivered_at(d.pop("delivered_at"))

        delivery_answer = cls(
            delivery_id=delivery_id,
            event_type=event_type,
            case_id=case_id,
            state=state,
            attempts=attempts,
            status_code=status_code,
            problem=problem,
            made_at=made_at,
            last_tried_at=last_tried_at,
            next_try_at=next_try_at,
            delivered_at=delivered_at,
        )

        delivery_answer.additional_properties = d
        return delivery_answer

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
