from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.covered_answer import CoveredAnswer
    from ..models.edi_topic_answer import EdiTopicAnswer
    from ..models.exclusion_answer import ExclusionAnswer
    from ..models.not_a_case_answer import NotACaseAnswer
    from ..models.service_answer import ServiceAnswer


T = TypeVar("T", bound="Scope")


@_attrs_define
class Scope:
    """What is covered, what is no case, what is out of entitlement, and who does that."""

    covers: list[CoveredAnswer]
    not_a_case: NotACaseAnswer
    """ What support does not take as a case, and what it says instead (CP-11). """
    exclusions: list[ExclusionAnswer]
    edi_topics: list[EdiTopicAnswer]
    services: list[ServiceAnswer]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        covers = []
        for covers_item_data in self.covers:
            covers_item = covers_item_data.to_dict()
            covers.append(covers_item)

        not_a_case = self.not_a_case.to_dict()

        exclusions = []
        for exclusions_item_data in self.exclusions:
            exclusions_item = exclusions_item_data.to_dict()
            exclusions.append(exclusions_item)

        edi_topics = []
        for edi_topics_item_data in self.edi_topics:
            edi_topics_item = edi_topics_item_data.to_dict()
            edi_topics.append(edi_topics_item)

        services = []
        for services_item_data in self.services:
            services_item = services_item_data.to_dict()
            services.append(services_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "covers": covers,
                "not_a_case": not_a_case,
                "exclusions": exclusions,
                "edi_topics": edi_topics,
                "services": services,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.covered_answer import CoveredAnswer  # noqa: PLC0415
        from ..models.edi_topic_answer import EdiTopicAnswer  # noqa: PLC0415
        from ..models.exclusion_answer import ExclusionAnswer  # noqa: PLC0415
        from ..models.not_a_case_answer import NotACaseAnswer  # noqa: PLC0415
        from ..models.service_answer import ServiceAnswer  # noqa: PLC0415

        d = dict(src_dict)
        covers = []
        _covers = d.pop("covers")
        for covers_item_data in _covers:
            covers_item = CoveredAnswer.from_dict(covers_item_data)

            covers.append(covers_item)

        not_a_case = NotACaseAnswer.from_dict(d.pop("not_a_case"))

        exclusions = []
        _exclusions = d.pop("exclusions")
        for exclusions_item_data in _exclusions:
            exclusions_item = ExclusionAnswer.from_dict(exclusions_item_data)

            exclusions.append(exclusions_item)

        edi_topics = []
        _edi_topics = d.pop("edi_topics")
        for edi_topics_item_data in _edi_topics:
            edi_topics_item = EdiTopicAnswer.from_dict(edi_topics_item_data)

            edi_topics.append(edi_topics_item)

        services = []
        _services = d.pop("services")
        for services_item_data in _services:
            services_item = ServiceAnswer.from_dict(services_item_data)

            services.append(services_item)

        scope = cls(
            covers=covers,
            not_a_case=not_a_case,
            exclusions=exclusions,
            edi_topics=edi_topics,
            services=services,
        )

        scope.additional_properties = d
        return scope

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
