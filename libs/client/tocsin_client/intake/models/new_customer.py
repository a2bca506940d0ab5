from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.new_customer_plan import NewCustomerPlan, check_new_customer_plan
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.term_body import TermBody


T = TypeVar("T", bound="NewCustomer")


@_attrs_define
class NewCustomer:
    """A customer's order form. `extra_seats`: paid seats beyond the plan's number (CP-9). `zone`:
    whose days count for the customer's notices (CP-3); without it, the vendor's.

    """

    name: str
    plan: NewCustomerPlan
    term: TermBody
    """ A term of use; both days are included (CP-1). """
    customer_id: None | str | Unset = UNSET
    ebc: bool | Unset = False
    extra_seats: int | Unset = 0
    zone: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        plan: str = self.plan

        term = self.term.to_dict()

        customer_id: None | str | Unset
        if isinstance(self.customer_id, Unset):
            customer_id = UNSET
        else:
            customer_id = self.customer_id

        ebc = self.ebc

        extra_seats = self.extra_seats

        zone: None | str | Unset
        if isinstance(self.zone, Unset):
            zone = UNSET
        else:
            zone = self.zone

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "plan": plan,
                "term": term,
            }
        )
        if customer_id is not UNSET:
            field_dict["customer_id"] = customer_id
        if ebc is not UNSET:
            field_dict["ebc"] = ebc
        if extra_seats is not UNSET:
            field_dict["extra_seats"] = extra_seats
        if zone is not UNSET:
            field_dict["zone"] = zone

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.term_body import TermBody  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        plan = check_new_customer_plan(d.pop("plan"))

        term = TermBody.from_dict(d.pop("term"))

        def _parse_customer_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        customer_id = _parse_customer_id(d.pop("customer_id", UNSET))

        ebc = d.pop("ebc", UNSET)

        extra_seats = d.pop("extra_seats", UNSET)

        def _parse_zone(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        zone = _parse_zone(d.pop("zone", UNSET))

        new_customer = cls(
            name=name,
            plan=plan,
            term=term,
            customer_id=customer_id,
            ebc=ebc,
            extra_seats=extra_seats,
            zone=zone,
        )

        return new_customer
