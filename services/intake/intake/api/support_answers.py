"""Defines what clients send and are told about how support is reached (CP-15)."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, field_validator

from careplans.support_access import PhoneNumber, StaffedHours, SupportAccess
from careplans.terms import Terms
from events.catalogue.terms import Priority
from intake.api.continuity_bodies import LocalTime as WrittenTime
from intake.domain.support_access import Changed, SupportChange, SupportNotice
from webapi.invalid_input import Name, RequestBody, Text

Number = Annotated[str, Field(pattern=r"^\+[0-9][0-9 ()./-]{3,40}$")]
"""A telephone number with its country, as `+1 313 555 0100`."""
Portal = Annotated[str, Field(pattern=r"^https://[!-~]+$", max_length=500)]
BOTH: tuple[str, str] = ("elsewhere", "vendor-country")


class NumberBody(RequestBody):
    """A number, for callers in the vendor's country or for all others."""

    callers: Literal["vendor-country", "elsewhere"]
    number: Number


class HoursBody(RequestBody):
    """From when to when somebody answers on working days, in the vendor's zone, as `08:00`."""

    opens: WrittenTime
    closes: WrittenTime

    def staffed(self) -> StaffedHours:
        """Return them as the vendor's data."""
        return StaffedHours(
            opens=time.fromisoformat(self.opens), closes=time.fromisoformat(self.closes)
        )


class SupportAccessBody(RequestBody):
    """How support is reached from a day on: all of it, and why it changes.

    `hours` null: as the terms promise; they may be longer than that.
    """

    language: Name
    portal: Portal
    procedure: Text
    numbers: Annotated[list[NumberBody], Field(min_length=2, max_length=2)]
    hours: HoursBody | None = None
    reason: Text

    @field_validator("numbers")
    @classmethod
    def _for_everybody(cls, numbers: list[NumberBody]) -> list[NumberBody]:
        if sorted(it.callers for it in numbers) != list(BOTH):
            raise ValueError("should be one for the vendor's country and one for elsewhere")
        return numbers

    @field_validator("hours")
    @classmethod
    def _in_order(cls, hours: HoursBody | None) -> HoursBody | None:
        if hours and hours.opens >= hours.closes:
            raise ValueError("should end after they begin")
        return hours

    def access(self, change_id: str, valid_from: date) -> SupportAccess:
        """Return it as the vendor's data."""
        return SupportAccess(
            version=change_id,
            valid_from=valid_from,
            language=self.language,
            portal=self.portal,
            procedure=self.procedure,
            numbers=tuple(PhoneNumber(callers=it.callers, number=it.number) for it in self.numbers),
            hours=self.hours.staffed() if self.hours else None,
        )


class PhoneNumberAnswer(BaseModel):
    """A number, and for whom it is."""

    model_config = ConfigDict(from_attributes=True)

    callers: Literal["vendor-country", "elsewhere"]
    number: str


LocalTime: TypeAlias = Annotated[
    # Not the format `time` of JSON Schema, which has an offset: that depends on the day.
    time, WithJsonSchema({"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}:[0-9]{2}$"})
]


class TelephoneAnswer(BaseModel):
    """When somebody answers the telephone: from `opens` to `closes` on working days in `zone`, and
    at every hour for the priorities in `always_for` (CP-15).
    """

    numbers: list[PhoneNumberAnswer]
    opens: LocalTime
    closes: LocalTime
    zone: str
    days: Literal["working-days"] = "working-days"
    always_for: list[Priority]


class HoursAnswer(BaseModel):
    """Local times of a working day in the vendor's zone between which somebody answers."""

    model_config = ConfigDict(from_attributes=True)

    opens: LocalTime
    closes: LocalTime


class SupportAccessAnswer(BaseModel):
    """How support is reached from a day on, in the vendor's zone; `hours` null: as the terms say.

    The portal takes requests at every hour of the year.
    """

    valid_from: date
    language: str
    portal: str
    procedure: str
    numbers: list[PhoneNumberAnswer]
    hours: HoursAnswer | None


class SupportChangeAnswer(SupportAccessAnswer):
    """How support is reached from a day on. `change_id` and `changed_at` null: it stands in the
    vendor's files. Who changed it and why is told to the vendor's people only.
    """

    change_id: str | None = None
    changed_at: datetime | None = None
    changed_by: str | None = None
    reason: str | None = None


class SupportNoticeAnswer(BaseModel):
    """A notice: from `access.valid_from` on support is reached otherwise, in what is `changed`."""

    notice_id: str
    kind: Literal["support-access"] = "support-access"
    given_at: datetime
    changed: list[Changed]
    access: SupportAccessAnswer


class SupportAnswer(BaseModel):
    """How to reach support (CP-15). The portal takes requests at every hour of the year.

    `ahead`: what was changed already and holds from a later day on.
    """

    language: str
    portal: str
    procedure: str
    telephone: TelephoneAnswer
    valid_from: date
    ahead: list[SupportAccessAnswer]


def support_answer(
    access: SupportAccess, ahead: Sequence[SupportAccess], terms: Terms, zone: str
) -> SupportAnswer:
    """Return how support is reached; `zone`: the vendor's, in which the days and hours are."""
    return SupportAnswer(
        language=access.language,
        portal=access.portal,
        procedure=access.procedure,
        telephone=TelephoneAnswer(
            numbers=_numbers(access),
            opens=access.hours.opens if access.hours else terms.telephone.opens,
            closes=access.hours.closes if access.hours else terms.telephone.closes,
            zone=zone,
            always_for=list(terms.telephone.always_for),
        ),
        valid_from=access.valid_from,
        ahead=[access_answer(it) for it in ahead],
    )


def access_answer(access: SupportAccess) -> SupportAccessAnswer:
    """Return a version as everybody may read it."""
    return SupportAccessAnswer(**_fields(access))


def change_answer(
    access: SupportAccess, change: SupportChange | None, *, with_who: bool
) -> SupportChangeAnswer:
    """Return a version with its change, if it is one; `with_who`: also who changed it and why."""
    if change is None:
        return SupportChangeAnswer(**_fields(access))
    return SupportChangeAnswer(
        **_fields(access),
        change_id=change.change_id,
        changed_at=change.changed_at,
        changed_by=change.changed_by if with_who else None,
        reason=change.reason if with_who else None,
    )


def notice_answer(notice: SupportNotice) -> SupportNoticeAnswer:
    """Return a notice as customers read it."""
    return SupportNoticeAnswer(
        notice_id=notice.change.change_id,
        given_at=notice.change.changed_at,
        changed=list(notice.changed),
        access=access_answer(notice.change.access),
    )


def _fields(access: SupportAccess) -> dict[str, object]:
    return {
        "valid_from": access.valid_from,
        "language": access.language,
        "portal": access.portal,
        "procedure": access.procedure,
        "numbers": _numbers(access),
        "hours": HoursAnswer.model_validate(access.hours) if access.hours else None,
    }


def _numbers(access: SupportAccess) -> list[PhoneNumberAnswer]:
    return [PhoneNumberAnswer.model_validate(it) for it in access.numbers]
