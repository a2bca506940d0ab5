from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.user_answer_trainings import UserAnswerTrainings


T = TypeVar("T", bound="UserAnswer")


@_attrs_define
class UserAnswer:
    """A user; `trained`: may act as an authorized contact once named (CP-10).

    A customer's people read no mail address but their own; who only counts reads no name and no
    mail address.

    """

    user_id: str
    name: None | str
    email: None | str
    authorized: bool
    extra_seat: bool
    trained: bool
    trainings: UserAnswerTrainings
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        user_id = self.user_id

        name: None | str
        name = self.name

        email: None | str
        email = self.email

        authorized = self.authorized

        extra_seat = self.extra_seat

        trained = self.trained

        trainings = self.trainings.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "user_id": user_id,
                "name": name,
                "email": email,
                "authorized": authorized,
                "extra_seat": extra_seat,
                "trained": trained,
                "trainings": trainings,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.user_answer_trainings import UserAnswerTrainings  # noqa: PLC0415

        d = dict(src_dict)
        user_id = d.pop("user_id")

        def _parse_name(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        name = _parse_name(d.pop("name"))

        def _parse_email(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        email = _parse_email(d.pop("email"))

        authorized = d.pop("authorized")

        extra_seat = d.pop("extra_seat")

        trained = d.pop("trained")

        trainings = UserAnswerTrainings.from_dict(d.pop("trainings"))

        user_answer = cls(
            user_id=user_id,
            name=name,
            email=email,
            authorized=authorized,
            extra_seat=extra_seat,
            trained=trained,
            trainings=trainings,
        )

        user_answer.additional_properties = d
        return user_answer

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
