"""Facts about who is on call. Owned by notifier; each of these is routed by its own id."""

from typing import Literal

import msgspec

from events.catalogue.customer_events import ErasureReason
from events.catalogue.terms import Instant, Plan, Priority
from events.event import Event, Personal

ChannelKind = Literal["webhook", "email", "sms", "voice", "pagerduty", "slack", "apprise"]
RuleReason = Literal[
    "p1-opened",
    "deadline-warned",
    "deadline-breached",
    "cover-warned",
    "cover-breached",
    "next-update-warned",
    "next-update-breached",
    "workaround-warned",
    "workaround-breached",
    "resolution-warned",
    "resolution-breached",
    "clock-blind",
    "drill",
]
PageReason = Literal[
    "p1-opened",
    "deadline-warned",
    "deadline-breached",
    "cover-warned",
    "cover-breached",
    "next-update-warned",
    "next-update-breached",
    "workaround-warned",
    "workaround-breached",
    "resolution-warned",
    "resolution-breached",
    "clock-blind",
    "drill",
    "p1-idle",
    "by-hand",
]


class ContactMethod(Personal, frozen=True, kw_only=True):
    """How to reach an engineer: `address` is a URL, a mail address or a number; `delay_s` seconds
    after the step began."""

    kind: ChannelKind
    address: str
    delay_s: int = 0


class EngineerDetails(Personal, frozen=True, kw_only=True):
    """Who an engineer is and how to reach them."""

    name: str
    contact_methods: tuple[ContactMethod, ...]


class EngineerDefined(Event, frozen=True, kw_only=True):
    """An engineer can be paged; a later one of the same id replaces this one."""

    engineer_id: str
    personal: EngineerDetails


class EngineerPersonalDataErased(Event, frozen=True, kw_only=True):
    """An engineer's name, contact methods and words are erased: their key was dropped with this
    event.

    The id stays, on rotas, too; until it is defined again, nobody of this id can be reached.
    """

    engineer_id: str
    erased_by: str
    reason: ErasureReason
    erased_at: Instant


class RotationLayer(msgspec.Struct, frozen=True, kw_only=True):
    """Members take turns: the first is on call from `starts_on`'s hand-off; each shift lasts
    `shift_days` local days.

    `handoff` is a local wall-clock time (HH:MM) in `zone`, so that a hand-off stays at that hour
    when clocks change. `from_time`/`to_time` (HH:MM, local) restrict the layer to a part of the
    day, None: the whole day.
    """

    name: str
    members: tuple[str, ...]
    starts_on: str
    handoff: str
    zone: str
    shift_days: int = 7
    from_time: str | None = None
    to_time: str | None = None
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)


class ScheduleDefined(Event, frozen=True, kw_only=True):
    """A schedule: of its layers the last that has somebody on call wins; a later one of the same id
    replaces this one."""

    schedule_id: str
    name: str
    layers: tuple[RotationLayer, ...]


class OverrideAdded(Event, frozen=True, kw_only=True):
    """From `starts_at` to `ends_at` (UTC, end exclusive) this engineer is on call, whatever the
    layers say."""

    schedule_id: str
    override_id: str
    engineer_id: str
    starts_at: Instant
    ends_at: Instant


class OverrideRemoved(Event, frozen=True, kw_only=True):
    """The override no longer holds."""

    schedule_id: str
    override_id: str


class EscalationTarget(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a step reaches: a schedule (whoever is on call when it is sent) or an engineer."""

    kind: Literal["schedule", "engineer"]
    id: str


class EscalationStep(msgspec.Struct, frozen=True, kw_only=True):
    """After `after_s` seconds from the step before (the first: from the page), reach these;
    `repeat` more times before the next step."""

    after_s: int
    targets: tuple[EscalationTarget, ...]
    repeat: int = 0


class Backstop(msgspec.Struct, frozen=True, kw_only=True):
    """The policy whose steps follow where a chain has ended, for pages of these plans. None: all
    pages."""

    policy_id: str
    plans: tuple[Plan, ...] | None = None


class RingAgain(msgspec.Struct, frozen=True, kw_only=True):
    """When an acknowledged P1 rings again, in seconds. None: never (CP-26).

    `unanswered_after_s`: from the acknowledgement, while nobody has answered the case.
    `idle_after_s`: from what was last written in an answered case, while it has no workaround.
    """

    unanswered_after_s: int | None = 1_200
    idle_after_s: int | None = 7_200


class EscalationPolicyDefined(Event, frozen=True, kw_only=True):
    """A chain of steps; a later one of the same id replaces this one.

    Where nobody acknowledges, the chain is walked `repeat_chain` more times, then the steps of the
    first backstop follow that takes the page's plan. Policies from before version 2 have no repeat
    and no backstop, and ring again after 20 minutes and 2 hours.
    """

    policy_id: str
    name: str
    steps: tuple[EscalationStep, ...]
    repeat_chain: int = 0
    backstops: tuple[Backstop, ...] = ()
    ring_again: RingAgain = RingAgain()


class RoutingRuleDefined(Event, frozen=True, kw_only=True):
    """Which reason of which plan and priority goes to which policy; None matches all. The lowest
    `rank` that matches wins.

    `warned_at`: after which parts of the budget a warning pages (0.9: when nine tenths are used
    up). None: only once, after the first part of three quarters or more, or after the last where
    all are less; so do rules from before version 3.
    """

    rule_id: str
    rank: int
    policy_id: str
    reasons: tuple[RuleReason, ...]
    plans: tuple[Plan, ...] | None = None
    priorities: tuple[Priority, ...] | None = None
    areas: tuple[str, ...] | None = None
    warned_at: tuple[float, ...] | None = None


class RoutingRuleRemoved(Event, frozen=True, kw_only=True):
    """The rule no longer holds."""

    rule_id: str
