from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.support_access_answer import SupportAccessAnswer
    from ..models.telephone_answer import TelephoneAnswer


T = TypeVar("T", bound="SupportAnswer")


@_attrs_define
class SupportAnswer:
    """How to reach support (CP-15). The portal takes requests at every hour of the year.

    `ahead`: what was changed already and holds from a later day on.

    """

    language: str
    portal: str
    procedure: str
    telephone: TelephoneAnswer
    """ When somebody answers the telephone: from `opens` to `closes` on working days in `zone`, and
    at every hour for the priorities in `always_for` (CP-15). """
    valid_from: datetime.date
    ahead: list[SupportAccessAnswer]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        language = self.language

        portal = self.portal

        procedure = self.procedure

        telephone = self.telephone.to_dict()

        valid_from = self.valid_from.isoformat()

        ahead = []
        for ahead_item_data in self.ahead:
            ahead_item = ahead_item_data.to_dict()
            ahead.append(ahead_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "language": language,
                "portal": portal,
                "procedure": procedure,
                "telephone": telephone,
                "valid_from": valid_from,
                "ahead": ahead,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.support_access_answer import SupportAccessAnswer  # noqa: PLC0415
        from ..models.telephone_answer import TelephoneAnswer  # noqa: PLC0415

        d = dict(src_dict)
        language = d.pop("language")

        portal = d.pop("portal")

        procedure = d.pop("procedure")

        telephone = TelephoneAnswer.from_dict(d.pop("telephone"))

        valid_from = datetime.date.fromisoformat(d.pop("valid_from"))

        ahead = []
        _ahead = d.pop("ahead")
        for ahead_item_data in _ahead:
            ahead_item = SupportAccessAnswer.from_dict(ahead_item_data)

            ahead.append(ahead_item)

        support_answer = cls(
            language=language,
            portal=portal,
            procedure=procedure,
            telephone=telephone,
            valid_from=valid_from,
            ahead=ahead,
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
