from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.history_entry_data import HistoryEntryData


T = TypeVar("T", bound="HistoryEntry")


@_attrs_define
class HistoryEntry:
    """One event of a case. `type` as in the event catalogue; `data` as recorded, as far as the
    asker may read it. `actor_role`: in which role the actor did it, where that was recorded.

    A customer's people are told what is public: no notes, no hand-overs, no reasons that support
    wrote for itself, and `support` where one of the vendor's people wrote something.

    """

    version: int
    type_: str
    occurred_at: datetime.datetime
    recorded_at: datetime.datetime
    actor: None | str
    imported: bool
    data: HistoryEntryData
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
            }
        )
        if actor_role is not UNSET:
            field_dict["actor_role"] = actor_role

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.history_entry_data import HistoryEntryData  # noqa: PLC0415

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

        data = HistoryEntryData.from_dict(d.pop("data"))

        def _parse_actor_role(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        actor_role = _parse_actor_role(d.pop("actor_role", UNSET))

        history_entry = cls(
            version=version,
            type_=type_,
            occurred_at=occurred_at,
            recorded_at=recorded_at,
            actor=actor,
            imported=imported,
            data=data,
            actor_role=actor_role,
        )

        history_entry.additional_properties = d
        return history_entry

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
