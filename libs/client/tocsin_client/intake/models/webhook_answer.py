from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="WebhookAnswer")


@_attrs_define
class WebhookAnswer:
    """A webhook, without its secret.

    `customer_id` null: about everybody's cases. No `event_types`: all that are public.
    `disabled_for`: why Tocsin itself stopped sending; a PATCH with `state: active` begins again.
    `old_secret_until`: until when a secret that was replaced signs beside the new one.

    """

    webhook_id: str
    customer_id: None | str
    url: str
    description: str
    event_types: list[str]
    state: str
    disabled_for: None | str
    old_secret_until: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        webhook_id = self.webhook_id

        customer_id: None | str
        customer_id = self.customer_id

        url = self.url

        description = self.description

        event_types = self.event_types

        state = self.state

        disabled_for: None | str
        disabled_for = self.disabled_for

        old_secret_until: None | str
        if isinstance(self.old_secret_until, datetime.datetime):
            old_secret_until = self.old_secret_until.isoformat()
        else:
            old_secret_until = self.old_secret_until

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "webhook_id": webhook_id,
                "customer_id": customer_id,
                "url": url,
                "description": description,
                "event_types": event_types,
                "state": state,
                "disabled_for": disabled_for,
                "old_secret_until": old_secret_until,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        webhook_id = d.pop("webhook_id")

        def _parse_customer_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        customer_id = _parse_customer_id(d.pop("customer_id"))

        url = d.pop("url")

        description = d.pop("description")

        event_types = cast(list[str], d.pop("event_types"))

        state = d.pop("state")

        def _parse_disabled_for(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        disabled_for = _parse_disabled_for(d.pop("disabled_for"))

        def _parse_old_secret_until(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                old_secret_until_type_0 = datetime.datetime.fromisoformat(data)

                return old_secret_until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        old_secret_until = _parse_old_secret_until(d.pop("old_secret_until"))

        webhook_answer = cls(
            webhook_id=webhook_id,
            customer_id=customer_id,
            url=url,
            description=description,
            event_types=event_types,
            state=state,
            disabled_for=disabled_for,
            old_secret_until=old_secret_until,
        )

        webhook_answer.additional_properties = d
        return webhook_answer

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
