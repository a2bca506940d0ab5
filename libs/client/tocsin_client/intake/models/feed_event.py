from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.feed_event_data import FeedEventData


T = TypeVar("T", bound="FeedEvent")


@_attrs_define
class FeedEvent:
    """One event, as far as the asker may read it.

    `version` counts the events of its case or customer, of which a customer's people are not told
    every one. `case_id` and `customer_id` say what it is about; an event of a customer has no case.

    """

    version: int
    type_: str
    occurred_at: datetime.datetime
    recorded_at: datetime.datetime
    actor: None | str
    imported: bool
    data: FeedEventData
    event_id: UUID
    case_id: None | str
    customer_id: None | str
    actor_role: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        version = self.version

        type_ = self.type_

        occurred_at = self.occurred_at.isoformat()

        recorded_at = self.recorded_at.isoformat()

        actor: None | str
        actor = self.actor

        imported = self.imported

        data = self.data.to_dict()

        event_id = str(self.event_id)

        case_id: None | str
        case_id = self.case_id

        customer_id: None | str
        customer_id = self.customer_id

        actor_role: None | str | Unset
        if isinstance(self.actor_role, Unset):
            actor_role = UNSET
        else:
            actor_role = self.actor_role

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "version": version,
                "type": type_,
                "occurred_at": occurred_at,
                "recorded_at": recorded_at,
                "actor": actor,
                "imported": imported,
                "data": data,
                "event_id": event_id,
                "case_id": case_id,
                "customer_id": customer_id,
            }
        )
        if actor_role is not UNSET:
            field_dict["actor_role"] = actor_role

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.feed_event_data import FeedEventData  # noqa: PLC0415

        d = dict(src_dict)
        version = d.pop("version")

        type_ = d.pop("type")

        occurred_at = datetime.datetime.fromisoformat(d.pop("occurred_at"))

        recorded_at = datetime.datetime.fromisoformat(d.pop("recorded_at"))

        def _parse_actor(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        actor = _parse_actor(d.pop("actor"))

        imported = d.pop("imported")

        data = FeedEventData.from_dict(d.pop("data"))

        event_id = UUID(d.pop("event_id"))

        def _parse_case_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        case_id = _parse_case_id(d.pop("case_id"))

        def _parse_customer_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        customer_id = _parse_customer_id(d.pop("customer_id"))

        def _parse_actor_role(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        actor_role = _parse_actor_role(d.pop("actor_role", UNSET))

        feed_event = cls(
            version=version,
            type_=type_,
            occurred_at=occurred_at,
            recorded_at=recorded_at,
            actor=actor,
            imported=imported,
            data=data,
            event_id=event_id,
            case_id=case_id,
            customer_id=customer_id,
            actor_role=actor_role,
        )

        feed_event.additional_properties = d
        return feed_event

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
