from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewWebhook")


@_attrs_define
class NewWebhook:
    """Where to send what, about whose cases.

    A contact's is about its own customer. For the vendor, `customer_id` null is everybody.

    """

    url: str
    event_types: list[str] | Unset = UNSET
    """ What it hears of; empty: all that there is. intake.case.closed, intake.case.commented, intake.case.contact-
    reachable, intake.case.contact-unreachable, intake.case.edi-topic-named, intake.case.escalated,
    intake.case.excluded, intake.case.file-added, intake.case.included, intake.case.information-provided,
    intake.case.information-requested, intake.case.likely-no-case-marked, intake.case.opened, intake.case.phone-
    call-dated, intake.case.phone-call-joined, intake.case.priority-changed, intake.case.reach-named,
    intake.case.reopened, intake.case.reproduced, intake.case.resolved, intake.case.responded, intake.case.service-
    request-moved, intake.case.service-requested, intake.case.team-contact-added, intake.case.team-contact-removed,
    intake.case.workaround-provided, intake.support.access-changed """
    customer_id: None | str | Unset = UNSET
    description: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        url = self.url

        event_types: list[str] | Unset = UNSET
        if not isinstance(self.event_types, Unset):
            event_types = self.event_types

        customer_id: None | str | Unset
        if isinstance(self.customer_id, Unset):
            customer_id = UNSET
        else:
            customer_id = self.customer_id

        description = self.description

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "url": url,
            }
        )
        if event_types is not UNSET:
            field_dict["event_types"] = event_types
        if customer_id is not UNSET:
            field_dict["customer_id"] = customer_id
        if description is not UNSET:
            field_dict["description"] = description

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        url = d.pop("url")

        event_types = cast(list[str], d.pop("event_types", UNSET))

        def _parse_customer_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        customer_id = _parse_customer_id(d.pop("customer_id", UNSET))

        description = d.pop("description", UNSET)

        new_webhook = cls(
            url=url,
            event_types=event_types,
            customer_id=customer_id,
            description=description,
        )

        return new_webhook
