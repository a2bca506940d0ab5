from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="PriorityAnswer")


@_attrs_define
class PriorityAnswer:
    """What a priority means (CP-12), and who may log it how (CP-13, CP-14)."""

    priority: str
    meaning: str
    logged_by: str
    channels: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        priority = self.priority

        meaning = self.meaning

        logged_by = self.logged_by

        channels = self.channels

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "priority": priority,
                "meaning": meaning,
                "logged_by": logged_by,
                "channels": channels,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        priority = d.pop("priority")

        meaning = d.pop("meaning")

        logged_by = d.pop("logged_by")

        channels = cast(list[str], d.pop("channels"))

        priority_answer = cls(
            priority=priority,
            meaning=meaning,
            logged_by=logged_by,
            channels=channels,
        )

        priority_answer.additional_properties = d
        return priority_answer

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
