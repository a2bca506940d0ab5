from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    TypeVar,
    cast,
)

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.support_access_answer import SupportAccessAnswer


T = TypeVar("T", bound="SupportNoticeAnswer")


@_attrs_define
class SupportNoticeAnswer:
    """A notice: from `access.valid_from` on support is reached otherwise, in what is `changed`."""

    notice_id: str
    given_at: datetime.datetime
    changed: list[str]
    access: SupportAccessAnswer
    """ How support is reached from a day on, in the vendor's zone; `hours` null: as the terms say.

    The portal takes requests at every hour of the year. """
    kind: Literal["support-access"] | Unset = "support-access"
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        notice_id = self.notice_id

        given_at = self.given_at.isoformat()

        changed = self.changed

        access = self.access.to_dict()

        kind = self.kind

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "notice_id": notice_id,
                "given_at": given_at,
                "changed": changed,
                "access": access,
            }
        )
        if kind is not UNSET:
            field_dict["kind"] = kind

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.support_access_answer import SupportAccessAnswer  # noqa: PLC0415

        d = dict(src_dict)
        notice_id = d.pop("notice_id")

        given_at = datetime.datetime.fromisoformat(d.pop("given_at"))

        changed = cast(list[str], d.pop("changed"))

        access = SupportAccessAnswer.from_dict(d.pop("access"))

        kind = cast(Literal["support-access"] | Unset, d.pop("kind", UNSET))
        if kind != "support-access" and not isinstance(kind, Unset):
            raise ValueError(f"kind must match const 'support-access', got '{kind}'")

        support_notice_answer = cls(
            notice_id=notice_id,
            given_at=given_at,
            changed=changed,
            access=access,
            kind=kind,
        )

        support_notice_answer.additional_properties = d
        return support_notice_answer

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
