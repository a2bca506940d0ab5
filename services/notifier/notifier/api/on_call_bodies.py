"""What clients send about who can be paged."""

from datetime import date
from typing import Annotated, Final, Literal, Self
from urllib.parse import urlsplit
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    AliasChoices,
    BeforeValidator,
    Field,
    StrictInt,
    model_validator,
)

from events.catalogue.on_call_events import (
    Backstop,
    ChannelKind,
    ContactMethod,
    EngineerDefined,
    EngineerDetails,
    EscalationPolicyDefined,
    EscalationStep,
    EscalationTarget,
    OverrideAdded,
    RingAgain,
    RotationLayer,
    RoutingRuleDefined,
    RuleReason,
    ScheduleDefined,
)
from events.catalogue.terms import Plan, Priority
from webapi.invalid_input import Id, Instant, Name, RequestBody

_SHIFTS = {"daily": 1, "weekly": 7, "biweekly": 14}
_BY_URL = ("webhook", "slack", "pagerduty")
_LONGEST_WAIT_S = 7 * 24 * 3600


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    # A name with a slash in front is a ValueError, that of a folder of the data an OSError.
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("is no IANA zone, such as America/Detroit") from None
    return name


def _days(shift: object) -> object:
    return _SHIFTS.get(shift, shift) if isinstance(shift, str) else shift


def _no_calendar(schedule_id: str) -> str:
    if schedule_id.endswith(CALENDAR):
        raise ValueError(f"should not end in {CALENDAR}: at that address is a schedule's calendar")
    return schedule_id


CALENDAR: Final = ".ics"
"""What the address of a schedule's calendar ends in."""

ScheduleId = Annotated[Id, AfterValidator(_no_calendar)]
"""An id of a schedule that can be read at its own address."""

WallTime = Annotated[
    str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="Local time, HH:MM.")
]
Zone = Annotated[str, Field(max_length=64), AfterValidator(_zone)]
Weekday = Annotated[StrictInt, Field(ge=1, le=7, description="1 is Monday.")]
ShiftDays = Annotated[StrictInt, BeforeValidator(_days), Field(ge=1, le=366)]
WaitS = Annotated[StrictInt, Field(ge=0, le=_LONGEST_WAIT_S)]
PartOfBudget = Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)]


class ContactMethodBody(RequestBody):
    """How to reach an engineer; `delay_s` seconds after the step began."""

    kind: ChannelKind
    address: str = Field(min_length=1, max_length=2000)
    delay_s: StrictInt = Field(default=0, ge=0, le=86_400)

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if self.kind in _BY_URL and not _is_http(self.address):
            raise ValueError("address must be an http or https URL for this kind")
        if self.kind == "email" and not _is_mail(self.address):
            raise ValueError("address must be one mail address for this kind")
        return self

    def method(self) -> ContactMethod:
        """Return it as an event holds it."""
        return ContactMethod(kind=self.kind, address=self.address, delay_s=self.delay_s)


class EngineerBody(RequestBody):
    """An engineer who can be paged."""

    name: Name
    contact_methods: list[ContactMethodBody] = Field(max_length=20)

    def defined(self, engineer_id: str) -> EngineerDefined:
        """Return the event that it becomes."""
        methods = tuple(method.method() for method in self.contact_methods)
        return EngineerDefined(
            engineer_id=engineer_id,
            personal=EngineerDetails(name=self.name, contact_methods=methods),
        )


class NewEngineer(EngineerBody):
    """The same, with an id of the client's choice."""

    engineer_id: Id = Field(default_factory=lambda: uuid4().hex)


class LayerBody(RequestBody):
    """A rotation:

    `members` take turns of `shift_days` (also `shift`: a number, `daily`, `weekly`) from
    `starts_on` at `handoff`.
    """

    name: Name
    members: list[Id] = Field(min_length=1, max_length=100)
    starts_on: date
    handoff: WallTime
    zone: Zone
    shift_days: ShiftDays = Field(default=7, validation_alias=AliasChoices("shift_days", "shift"))
    from_time: WallTime | None = None
    to_time: WallTime | None = None
    weekdays: list[Weekday] = Field(default=[1, 2, 3, 4, 5, 6, 7], min_length=1, max_length=7)

    def layer(self) -> RotationLayer:
        """Return it as an event holds it."""
        return RotationLayer(
            name=self.name,
            members=tuple(self.members),
            starts_on=self.starts_on.isoformat(),
            handoff=self.handoff,
            zone=self.zone,
            shift_days=self.shift_days,
            from_time=self.from_time,
            to_time=self.to_time,
            # Sorted and once each, so that the same days are the same definition.
            weekdays=tuple(sorted(set(self.weekdays))),
        )


class ScheduleBody(RequestBody):
    """Layers, of which the last that has somebody on call wins."""

    name: Name
    layers: list[LayerBody] = Field(min_length=1, max_length=20)

    def defined(self, schedule_id: str) -> ScheduleDefined:
        """Return the event that it becomes."""
        return ScheduleDefined(
            schedule_id=schedule_id,
            name=self.name,
            layers=tuple(layer.layer() for layer in self.layers),
        )


class NewSchedule(ScheduleBody):
    """The same, with an id of the client's choice."""

    schedule_id: ScheduleId = Field(default_factory=lambda: uuid4().hex)


class OverrideBody(RequestBody):
    """Somebody else is on call from `starts_at` to `ends_at`, whatever the layers say."""

    engineer_id: Id
    starts_at: Instant
    ends_at: Instant
    override_id: Id = Field(default_factory=lambda: uuid4().hex)

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise ValueError("ends_at must be after starts_at")
        return self

    def added(self, schedule_id: str) -> OverrideAdded:
        """Return the event that it becomes."""
        return OverrideAdded(
            schedule_id=schedule_id,
            override_id=self.override_id,
            engineer_id=self.engineer_id,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
        )


class TargetBody(RequestBody):
    """A schedule (whoever is on call then) or an engineer."""

    kind: Literal["schedule", "engineer"]
    id: Id


class StepBody(RequestBody):
    """After `after_s` seconds from the step before (the first: from the page) reach these; `repeat`
    more times before the next step.
    """

    after_s: WaitS
    targets: list[TargetBody] = Field(min_length=1, max_length=50)
    repeat: StrictInt = Field(default=0, ge=0, le=20)

    def step(self) -> EscalationStep:
        """Return it as an event holds it."""
        targets = tuple(EscalationTarget(kind=target.kind, id=target.id) for target in self.targets)
        return EscalationStep(after_s=self.after_s, targets=targets, repeat=self.repeat)


class BackstopBody(RequestBody):
    """The policy that follows at the chain's end for pages of these plans; null: for all."""

    policy_id: Id
    plans: list[Plan] | None = None

    def backstop(self) -> Backstop:
        """Return it as an event holds it."""
        return Backstop(
            policy_id=self.policy_id, plans=None if self.plans is None else tuple(self.plans)
        )


class RingAgainBody(RequestBody):
    """When an acknowledged P1 rings again, in seconds; null: never (CP-26).

    `unanswered_after_s` counts from the acknowledgement while the case has no answer,
    `idle_after_s` from what was last written in an answered case that has no workaround.
    """

    unanswered_after_s: StrictInt | None = Field(default=1_200, ge=60, le=_LONGEST_WAIT_S)
    idle_after_s: StrictInt | None = Field(default=7_200, ge=60, le=_LONGEST_WAIT_S)

    def ring_again(self) -> RingAgain:
        """Return it as an event holds it."""
        return RingAgain(unanswered_after_s=self.unanswered_after_s, idle_after_s=self.idle_after_s)


class PolicyBody(RequestBody):
    """A chain of steps; each after the first has a wait of a second at least before it.

    The chain is walked `repeat_chain` more times, then the first of `backstops` for the page's plan
    follows. Pages that run keep the chain that they were raised with.
    """

    name: Name
    steps: list[StepBody] = Field(min_length=1, max_length=20)
    repeat_chain: StrictInt = Field(default=0, ge=0, le=5)
    backstops: list[BackstopBody] = Field(default=[], max_length=10)
    ring_again: RingAgainBody = RingAgainBody()

    @model_validator(mode="after")
    def _later_steps_wait(self) -> Self:
        # Without a wait all steps would begin at once: nobody of the first could answer in time.
        if any(step.after_s == 0 for step in self.steps[1:]):
            raise ValueError("after_s must be 1 or more in every step after the first")
        return self

    def defined(self, policy_id: str) -> EscalationPolicyDefined:
        """Return the event that it becomes."""
        return EscalationPolicyDefined(
            policy_id=policy_id,
            name=self.name,
            steps=tuple(step.step() for step in self.steps),
            repeat_chain=self.repeat_chain,
            backstops=tuple(backstop.backstop() for backstop in self.backstops),
            ring_again=self.ring_again.ring_again(),
        )


class NewPolicy(PolicyBody):
    """The same, with an id of the client's choice."""

    policy_id: Id = Field(default_factory=lambda: uuid4().hex)


class RuleBody(RequestBody):
    """Which reason of which plan, priority and area goes to which policy; null matches all.

    The lowest `rank` that matches wins. `warned_at`: after which parts of the budget a warning
    pages (`[0.75, 0.9]`), for the reasons `deadline-warned` and `cover-warned`. Null: once only,
    after the first part of three quarters or more, or after the last where all are less.
    A warning after another part is left to the next rule that matches. While a case's page for one
    part is open, a later part raises none. Cover may be warned of after other parts than the answer
    (terms `2010.5`: three quarters only), so that `[0.9]` wants a rule of its own for it. Goals
    that only some vendors promise (`next-update-...`, `workaround-...`, `resolution-...`) page
    nobody where no rule names them.
    """

    rank: StrictInt = Field(ge=0, le=1_000_000)
    policy_id: Id
    reasons: list[RuleReason] = Field(min_length=1)
    plans: list[Plan] | None = None
    priorities: list[Priority] | None = None
    areas: list[Id] | None = None
    warned_at: list[PartOfBudget] | None = Field(default=None, min_length=1, max_length=20)

    def defined(self, rule_id: str) -> RoutingRuleDefined:
        """Return the event that it becomes."""
        return RoutingRuleDefined(
            rule_id=rule_id,
            rank=self.rank,
            policy_id=self.policy_id,
            reasons=tuple(self.reasons),
            plans=None if self.plans is None else tuple(self.plans),
            priorities=None if self.priorities is None else tuple(self.priorities),
            areas=None if self.areas is None else tuple(self.areas),
            warned_at=None if self.warned_at is None else tuple(sorted(set(self.warned_at))),
        )


class NewRule(RuleBody):
    """The same, with an id of the client's choice."""

    rule_id: Id = Field(default_factory=lambda: uuid4().hex)


def _is_http(address: str) -> bool:
    try:
        parts = urlsplit(address)
        # Reading the port raises where it is no number up to 65535.
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _is_mail(address: str) -> bool:
    name, at, host = address.rpartition("@")
    # No full grammar of mail: only what could name a second receiver or break a header is out.
    return bool(name and at and host) and not any(
        letter.isspace() or letter in ",;<>" for letter in address
    )
