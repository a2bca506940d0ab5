from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ApiKeyAnswer")


@_attrs_define
class ApiKeyAnswer:
    """A key, without the key. `last_used_at` is noted once a minute."""

    key_id: str
    label: str
    role: str
    customer_id: None | str
    user_id: None | str
    read_only: bool
    operations: list[str] | None
    issued_at: datetime.datetime
    issued_by: str
    expires_at: datetime.datetime
    last_used_at: datetime.datetime | None
    revoked_at: datetime.datetime | None
    revoked_by: None | str
    revoked_for: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        key_id = self.key_id

        label = self.label

        role = self.role

        customer_id: None | str
        customer_id = self.customer_id

        user_id: None | str
        user_id = self.user_id

        read_only = self.read_only

        operations: list[str] | None
        if isinstance(self.operations, list):
            operations = self.operations

        else:
            operations = self.operations

        issued_at = self.issued_at.isoformat()

        issued_by = self.issued_by

        expires_at = self.expires_at.isoformat()

        last_used_at: None | str
        if isinstance(self.last_used_at, datetime.datetime):
            last_used_at = self.last_used_at.isoformat()
        else:
            last_used_at = self.last_used_at

        revoked_at: None | str
        if isinstance(self.revoked_at, datetime.datetime):
            revoked_at = self.revoked_at.isoformat()
        else:
            revoked_at = self.revoked_at

        revoked_by: None | str
        revoked_by = self.revoked_by

        revoked_for: None | str
        revoked_for = self.revoked_for

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "key_id": key_id,
                "label": label,
                "role": role,
                "customer_id": customer_id,
                "user_id": user_id,
                "read_only": read_only,
                "operations": operations,
                "issued_at": issued_at,
                "issued_by": issued_by,
                "expires_at": expires_at,
                "last_used_at": last_used_at,
                "revoked_at": revoked_at,
                "revoked_by": revoked_by,
                "revoked_for": revoked_for,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        key_id = d.pop("key_id")

        label = d.pop("label")

        role = d.pop("role")

        def _parse_customer_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        customer_id = _parse_customer_id(d.pop("customer_id"))

        def _parse_user_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        user_id = _parse_user_id(d.pop("user_id"))

        read_only = d.pop("read_only")

        def _parse_operations(data: object) -> list[str] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                operations_type_0 = cast(list[str], data)

                return operations_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None, data)

        operations = _parse_operations(d.pop("operations"))

        issued_at = datetime.datetime.fromisoformat(d.pop("issued_at"))

        issued_by = d.pop("issued_by")

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        def _parse_last_used_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_used_at_type_0 = datetime.datetime.fromisoformat(data)

                return last_used_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        last_used_at = _parse_last_used_at(d.pop("last_used_at"))

        def _parse_revoked_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                revoked_at_type_0 = datetime.datetime.fromisoformat(data)

                return revoked_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        revoked_at = _parse_revoked_at(d.pop("revoked_at"))

        def _parse_revoked_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        revoked_by = _parse_revoked_by(d.pop("revoked_by"))

        def _parse_revoked_for(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        revoked_for = _parse_revoked_for(d.pop("revoked_for"))

        api_key_answer = cls(
            key_id=key_id,
            label=label,
            role=role,
            customer_id=customer_id,
            user_id=user_id,
            read_only=read_only,
            operations=operations,
            issued_at=issued_at,
            issued_by=issued_by,
            expires_at=expires_at,
            last_used_at=last_used_at,
            revoked_at=revoked_at,
            revoked_by=revoked_by,
            revoked_for=revoked_for,
        )

        api_key_answer.additional_properties = d
        return api_key_answer

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
