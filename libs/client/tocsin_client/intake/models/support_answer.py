from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.telephone_answer import TelephoneAnswer


T = TypeVar("T", bound="SupportAnswer")


@_attrs_define
class SupportAnswer:
    """How to reach support (CP-15). The portal takes requests at every hour of the year."""

    language: str
    portal: str
    procedure: str
    telephone: TelephoneAnswer
    """ When somebody answers the telephone: from `opens` to `closes` on working days in `zone`, and
    at every hour for the priorities in `always_for` (CP-15). """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        language = self.language

        portal = self.portal

        procedure = self.procedure

        telephone = self.telephone.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "language": language,
                "portal": portal,
                "procedure": procedure,
                "telephone": telephone,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.telephone_answer import TelephoneAnswer  # noqa: PLC0415

        d = dict(src_dict)
        language = d.pop("language")

        portal = d.pop("portal")

        procedure = d.pop("procedure")

        telephone = TelephoneAnswer.from_dict(d.pop("telephone"))

        support_answer = cls(
            language=language,
            portal=portal,
            procedure=procedure,
            telephone=telephone,
        )

        support_answer.additional_properties = d
        return support_answer

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
