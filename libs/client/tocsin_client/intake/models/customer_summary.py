from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.seats import Seats
    from ..models.term_answer import TermAnswer
    from ..models.user_answer import UserAnswer


T = TypeVar("T", bound="CustomerSummary")


@_attrs_define
class CustomerSummary:
    """A customer with its plan and its authorized contacts, as of today."""

    customer_id: str
    name: str
    plan: str
    term: TermAnswer
    """ A term of use; both days are included. """
    terms_version: str
    standing: str
    ebc: bool
    extra_seats: int
    zone: None | str
    seats: Seats
    """ Seats for authorized contacts (CP-9); `included` null: no limit.

    `over`: how many are taken beyond those that there are. A plan that renewed by itself under
    terms with fewer seats takes nobody's: until it is settled nobody else is named. """
    contacts: list[UserAnswer]
    notice_given_on: datetime.date | None
    begins_on: datetime.date | None
    version: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        customer_id = self.customer_id

        name = self.name

        plan = self.plan

        term = self.term.to_dict()

        terms_version = self.terms_version

        standing = self.standing

        ebc = self.ebc

        extra_seats = self.extra_seats

        zone: None | str
        zone = self.zone

        seats = self.seats.to_dict()

        contacts = []
        for contacts_item_data in self.contacts:
            contacts_item = contacts_item_data.to_dict()
            contacts.append(contacts_item)

        notice_given_on: None | str
        if isinstance(self.notice_given_on, datetime.date):
            notice_given_on = self.notice_given_on.isoformat()
        else:
            notice_given_on = self.notice_given_on

        begins_on: None | str
        if isinstance(self.begins_on, datetime.date):
            begins_on = self.begins_on.isoformat()
        else:
            begins_on = self.begins_on

        version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "customer_id": customer_id,
                "name": name,
                "plan": plan,
                "term": term,
                "terms_version": terms_version,
                "standing": standing,
                "ebc": ebc,
                "extra_seats": extra_seats,
                "zone": zone,
                "seats": seats,
                "contacts": contacts,
                "notice_given_on": notice_given_on,
                "begins_on": begins_on,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.seats import Seats  # noqa: PLC0415
        from ..models.term_answer import TermAnswer  # noqa: PLC0415
        from ..models.user_answer import UserAnswer  # noqa: PLC0415

        d = dict(src_dict)
        customer_id = d.pop("customer_id")

        name = d.pop("name")

        plan = d.pop("plan")

        term = TermAnswer.from_dict(d.pop("term"))

        terms_version = d.pop("terms_version")

        standing = d.pop("standing")

        ebc = d.pop("ebc")

        extra_seats = d.pop("extra_seats")

        def _parse_zone(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        zone = _parse_zone(d.pop("zone"))

        seats = Seats.from_dict(d.pop("seats"))

        contacts = []
        _contacts = d.pop("contacts")
        for contacts_item_data in _contacts:
            contacts_item = UserAnswer.from_dict(contacts_item_data)

            contacts.append(contacts_item)

        def _parse_notice_given_on(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                notice_given_on_type_0 = datetime.date.fromisoformat(data)

                return notice_given_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        notice_given_on = _parse_notice_given_on(d.pop("notice_given_on"))

        def _parse_begins_on(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                begins_on_type_0 = datetime.date.fromisoformat(data)

                return begins_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        begins_on = _parse_begins_on(d.pop("begins_on"))

        version = d.pop("version")

        customer_summary = cls(
            customer_id=customer_id,
            name=name,
            plan=plan,
            term=term,
            terms_version=terms_version,
            standing=standing,
            ebc=ebc,
            extra_seats=extra_seats,
            zone=zone,
            seats=seats,
            contacts=contacts,
            notice_given_on=notice_given_on,
            begins_on=begins_on,
            version=version,
        )

        customer_summary.additional_properties = d
        return customer_summary

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
