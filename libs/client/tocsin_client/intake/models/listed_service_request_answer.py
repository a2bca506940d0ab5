from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ListedServiceRequestAnswer")


@_attrs_define
class ListedServiceRequestAnswer:
    """A request in the list; what was written is told with the single request."""

    service_request_id: str
    case_id: str
    customer_id: str
    kind: str
    state: str
    requested_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        service_request_id = self.service_request_id

        case_id = self.case_id

        customer_id = self.customer_id

        kind = self.kind

        state = self.state

        requested_at = self.requested_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "service_request_id": service_request_id,
                "case_id": case_id,
                "customer_id": customer_id,
                "kind": kind,
                "state": state,
                "requested_at": requested_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        service_request_id = d.pop("service_request_id")

        case_id = d.pop("case_id")

        customer_id = d.pop("customer_id")

        kind = d.pop("kind")

        state = d.pop("state")

        requested_at = datetime.datetime.fromisoformat(d.pop("requested_at"))

        listed_service_request_answer = cls(
            service_request_id=service_request_id,
            case_id=case_id,
            customer_id=customer_id,
            kind=kind,
            state=state,
            requested_at=requested_at,
        )

        listed_service_request_answer.additional_properties = d
        return listed_service_request_answer

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
