from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.new_service_request import NewServiceRequest


T = TypeVar("T", bound="Exclusion")


@_attrs_define
class Exclusion:
    """Why a case is out of entitlement: a code of its terms; words about it, for support, go into
    `text`.

    The codes are `use-against-agreement`, `non-payment`, `unsupported-equipment`,
    `unsupported-customization`, `beyond-control`, `unsupported-version`, `customer-failure`,
    `edi-services` and `out-of-scope`, unless the vendor's own terms have others; a refusal lists
    them. `service_request` asks for professional services in the same call, with `edi-services` and
    `out-of-scope` (CP-20).

    """

    reason: str
    text: None | str | Unset = UNSET
    service_request: NewServiceRequest | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.new_service_request import NewServiceRequest  # noqa: PLC0415

        reason = self.reason

        text: None | str | Unset
        if isinstance(self.text, Unset):
            text = UNSET
        else:
            text = self.text

        service_request: dict[str, Any] | None | Unset
        if isinstance(self.service_request, Unset):
            service_request = UNSET
        elif isinstance(self.service_request, NewServiceRequest):
            service_request = self.service_request.to_dict()
        else:
            service_request = self.service_request

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "reason": reason,
            }
        )
        if text is not UNSET:
            field_dict["text"] = text
        if service_request is not UNSET:
            field_dict["service_request"] = service_request

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.new_service_request import NewServiceRequest  # noqa: PLC0415

        d = dict(src_dict)
        reason = d.pop("reason")

        def _parse_text(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        text = _parse_text(d.pop("text", UNSET))

        def _parse_service_request(data: object) -> NewServiceRequest | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                service_request_type_0 = NewServiceRequest.from_dict(data)

                return service_request_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(NewServiceRequest | None | Unset, data)

        service_request = _parse_service_request(d.pop("service_request", UNSET))

        exclusion = cls(
            reason=reason,
            text=text,
            service_request=service_request,
        )

        return exclusion
