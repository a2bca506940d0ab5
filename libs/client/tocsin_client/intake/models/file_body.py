from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="FileBody")


@_attrs_define
class FileBody:
    """A reference to a file that lies somewhere else. It is shown as text and never fetched: what
    is there, and whether it is what `size` (bytes) and `sha256` say, is between people.

    """

    name: str
    url: str
    size: int
    sha256: str

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        url = self.url

        size = self.size

        sha256 = self.sha256

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "url": url,
                "size": size,
                "sha256": sha256,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        url = d.pop("url")

        size = d.pop("size")

        sha256 = d.pop("sha256")

        file_body = cls(
            name=name,
            url=url,
            size=size,
            sha256=sha256,
        )

        return file_body
