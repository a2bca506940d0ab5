from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.step_answer import StepAnswer


T = TypeVar("T", bound="ServiceRequestAnswer")


@_attrs_define
class ServiceRequestAnswer:
    """A request for professional services, tied to a case; `steps` begin with the asking."""

    service_request_id: str
    case_id: str
    customer_id: str
    kind: str
    state: str
    requested_at: datetime.datetime
    hourly: bool
    steps: list[StepAnswer]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        service_request_id = self.service_request_id

        case_id = self.case_id

        customer_id = self.customer_id

        kind = self.kind

        state = self.state

        requested_at = self.requested_at.isoformat()

        hourly = self.hourly

        steps = []
        for steps_item_data in self.steps:
            steps_item = steps_item_data.to_dict()
            steps.append(steps_item)

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
                "hourly": hourly,
                "steps": steps,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.step_answer import StepAnswer  # noqa: PLC0415

        d = dict(src_dict)
        service_request_id = d.pop("service_request_id")

        case_id = d.pop("case_id")

        customer_id = d.pop("customer_id")

        kind = d.pop("kind")

        state = d.pop("state")

        requested_at = datetime.datetime.fromisoformat(d.pop("requested_at"))

        hourly = d.pop("hourly")

        steps = []
        _steps = d.pop("steps")
        for steps_item_data in _steps:
            steps_item = StepAnswer.from_dict(steps_item_data)

            steps.append(steps_item)

        service_request_answer = cls(
            service_request_id=service_request_id,
            case_id=case_id,
            customer_id=customer_id,
            kind=kind,
            state=state,
            requested_at=requested_at,
            hourly=hourly,
            steps=steps,
        )

        service_request_answer.additional_properties = d
        return service_request_answer

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
