"""The plans' terms as versioned data.

What each plan promises, to whom, and from which day on (CP-1 to CP-33).
"""

from collections.abc import Mapping, Sequence
from datetime import date, time
from functools import cache
from importlib.resources.abc import Traversable

import msgspec

from careplans.cover_rules import CoverRules
from careplans.data_files import PACKAGED, read_toml, toml_files
from careplans.errors import InvalidCatalogue, UnknownTerms
from careplans.reading import Reading
from careplans.target import Counts, read_target
from careplans.vocabulary import PLANS, PRIORITIES, ReviewPeriod
from events.catalogue.case_events import Area, Channel
from events.catalogue.terms import (
    AtDue,
    Plan,
    Priority,
    Target,
    WhenDue,
    WhenLowered,
    WhenRaised,
    WhenWarned,
)

__all__ = ["PlanTerms", "Target", "Terms", "TermsCatalogue", "load_terms"]


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a terms file: a key that it does not know is a mistake, not a comment."""


class CalendarChoice(_Part, frozen=True, kw_only=True):
    """Which version of which calendar counts for these terms (CP-25)."""

    id: str
    version: int


class ClockRules(_Part, frozen=True, kw_only=True):
    """How the clock runs: which priorities count always (CP-23), when to warn, and what a change of
    priority does (CP-27a).

    `warn_at_fractions`: parts of the budget, ascending, above 0 and below 1. Terms that do not say
    when a target is due (CP-24), what a wait at the due time does (CP-27b) and when to warn mean
    the first reading.
    """

    counts_always: tuple[Priority, ...]
    warn_at_fractions: tuple[float, ...]
    when_raised: WhenRaised
    when_lowered: WhenLowered
    when_due: WhenDue = "same-local-time"
    at_due: AtDue = "wait-takes-nothing"
    when_warned: WhenWarned = "part-of-governing-target"

    def __post_init__(self) -> None:
        fractions = self.warn_at_fractions
        if any(not 0 < fraction < 1 for fraction in fractions) or list(fractions) != sorted(
            set(fractions)
        ):
            raise ValueError("warn_at_fractions must ascend, each above 0 and below 1")


class Renewal(_Part, frozen=True, kw_only=True):
    """How many days before the term's end a customer may still say that it does not renew
    (CP-3).
    """

    notice_days: int

    def __post_init__(self) -> None:
        if self.notice_days < 0:
            raise ValueError("notice_days must not be negative")


class Telephone(_Part, frozen=True, kw_only=True):
    """When the telephone is staffed, local time of the calendar's zone on its working days, and for
    whom always (CP-15).
    """

    opens: time
    closes: time
    always_for: tuple[Priority, ...]

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("opens must be before closes")


class PriorityRule(_Part, frozen=True, kw_only=True):
    """What a priority means (CP-12), who may log it and by which channel (CP-13, CP-14)."""

    meaning: str
    any_user: bool
    channels: tuple[Channel, ...]


class Priorities(_Part, frozen=True, kw_only=True):
    """The rule of each priority."""

    P1: PriorityRule
    P2: PriorityRule
    P3: PriorityRule
    P4: PriorityRule


class Trainings(_Part, frozen=True, kw_only=True):
    """What an authorized contact must have finished (CP-10).

    All courses of any one of `any_of`, and all of `supplemental`.
    """

    names: dict[str, str]
    any_of: tuple[tuple[str, ...], ...]
    supplemental: tuple[str, ...]

    def __post_init__(self) -> None:
        unknown = (
            {course for courses in self.any_of for course in courses} | set(self.supplemental)
        ) - set(self.names)
        if unknown:
            raise ValueError(f"courses without a name: {', '.join(sorted(unknown))}")


class NotACase(_Part, frozen=True, kw_only=True):
    """What support does not take as a case (CP-11), and the friendly answer that is given instead.

    `subjects` are whole subjects, compared without regard to case and punctuation; they turn away
    only priorities in `subjects_for`.
    """

    areas: tuple[Area, ...]
    subjects: tuple[str, ...]
    subjects_for: tuple[Priority, ...]
    answer: str


class Covered(_Part, frozen=True, kw_only=True):
    """What the plans cover in one area (CP-17, CP-19)."""

    area: Area
    text: str
    rule: str


class Exclusion(_Part, frozen=True, kw_only=True):
    """A reason that takes a case out of entitlement (CP-18 to CP-20).

    `services`: professional services may do it for a fee.
    """

    code: str
    text: str
    rule: str
    services: bool = False


class Allowance(_Part, frozen=True, kw_only=True):
    """Maintenance may take at most `minutes` in each of `months` months of a calendar year
    (CP-33).
    """

    minutes: int
    months: int


class Continuity(_Part, frozen=True, kw_only=True):
    """Enhanced business continuity.

    The allowances of a year, shortest first, twelve months together (CP-33).
    """

    allowances: tuple[Allowance, ...]

    def __post_init__(self) -> None:
        if sum(allowance.months for allowance in self.allowances) != 12:
            raise ValueError("the allowances' months must add up to 12")
        if list(self.allowances) != sorted(
            self.allowances, key=lambda allowance: allowance.minutes
        ):
            raise ValueError("the allowances must ascend by minutes")


class FirstResponse(_Part, frozen=True, kw_only=True):
    """The targets for the initial response as printed (CP-22, CP-28), such as `24 hours` or `5
    business days`.
    """

    P1: str
    P2: str
    P3: str
    P4: str


class PlanTerms(_Part, frozen=True, kw_only=True):
    """What one plan gives: targets (CP-22), seats (CP-9; absent: no limit), queue (CP-21), reviews
    (CP-29), TAM and benefits (CP-31, CP-32).

    `queue_rank`: 1 is served first. `price_rank`: 1 is the cheapest. `yearly`: how many of a
    benefit a year holds.
    """

    name: str
    queue_rank: int
    price_rank: int
    first_response: FirstResponse
    seats: int | None = None
    extra_seats: int | None = 0
    reviews: tuple[ReviewPeriod, ...] = ()
    own_desk: bool = False
    named_tam: bool = False
    tam_calls: bool = False
    vip_user_group: bool = False
    yearly: dict[str, int] = {}


class Plans(_Part, frozen=True, kw_only=True):
    """The three plans (CP-1)."""

    silver: PlanTerms
    gold: PlanTerms
    platinum: PlanTerms


class Terms(_Part, frozen=True, kw_only=True):
    """One version of the terms. A customer's term is pinned to the version it bought (CP-2).

    `supersedes`: the version that it takes the place of from the same day on, for terms bought from
    now on; terms that are pinned to that version keep it.
    """

    version: str
    in_force_from: date
    supersedes: str | None = None
    calendar: CalendarChoice
    clock: ClockRules
    cover: CoverRules | None = None
    renewal: Renewal
    telephone: Telephone
    priorities: Priorities
    trainings: Trainings
    not_a_case: NotACase
    covers: tuple[Covered, ...] = ()
    exclusions: tuple[Exclusion, ...]
    continuity: Continuity
    plans: Plans

    @property
    def calendar_id(self) -> str:
        """The id of the calendar that counts (CP-25)."""
        return self.calendar.id

    @property
    def calendar_version(self) -> int:
        """The version of that calendar."""
        return self.calendar.version

    @property
    def warn_at_fractions(self) -> tuple[float, ...]:
        """Parts of the budget after which a warning is due."""
        return self.clock.warn_at_fractions

    @property
    def when_raised(self) -> WhenRaised:
        """What a raised priority does to a running deadline (CP-27a)."""
        return self.clock.when_raised

    @property
    def when_lowered(self) -> WhenLowered:
        """What a lowered priority does to a running deadline (CP-27a)."""
        return self.clock.when_lowered

    @property
    def reading(self) -> Reading:
        """How the end of a target is found (CP-24, CP-27b)."""
        return Reading(when_due=self.clock.when_due, at_due=self.clock.at_due)

    def plan(self, plan: Plan) -> PlanTerms:
        """Return what the plan gives."""
        plans: Mapping[Plan, PlanTerms] = {
            "silver": self.plans.silver,
            "gold": self.plans.gold,
            "platinum": self.plans.platinum,
        }
        return plans[plan]

    def target(self, plan: Plan, priority: Priority) -> Target:
        """Return the target for the initial response (CP-22)."""
        return read_target(
            getattr(self.plan(plan).first_response, priority), self._counts(priority)
        )

    def targets(self, plan: Plan) -> dict[Priority, Target]:
        """Return all four targets of a plan, for a case that may change its priority."""
        return {priority: self.target(plan, priority) for priority in PRIORITIES}

    def priority_rule(self, priority: Priority) -> PriorityRule:
        """Return what the priority means and who may log it (CP-12 to CP-14)."""
        rules: Mapping[Priority, PriorityRule] = {
            "P1": self.priorities.P1,
            "P2": self.priorities.P2,
            "P3": self.priorities.P3,
            "P4": self.priorities.P4,
        }
        return rules[priority]

    def exclusion(self, code: str) -> Exclusion | None:
        """Return the reason for exclusion with that code, if the terms know it (CP-18 to CP-20)."""
        return next((reason for reason in self.exclusions if reason.code == code), None)

    def _counts(self, priority: Priority) -> Counts:
        return "always" if priority in self.clock.counts_always else "working-time"


class TermsCatalogue:
    """All versions of the terms, in the order in which they came into force.

    A version that supersedes another one of the same day comes after it.
    """

    def __init__(self, versions: Sequence[Terms]) -> None:
        self._by_id = {terms.version: terms for terms in versions}
        self.versions = tuple(sorted(versions, key=self._order))

    def _order(self, terms: Terms) -> tuple[date, int]:
        chain, older = [terms.version], terms.supersedes
        # A file may be wrong: a chain of versions that supersede each other would have no end.
        while older in self._by_id and older not in chain:
            chain.append(older)
            older = self._by_id[older].supersedes
        return terms.in_force_from, len(chain)

    def version(self, version: str) -> Terms:
        """Return the version with that id. Raises UnknownTerms."""
        try:
            return self._by_id[version]
        except KeyError:
            raise UnknownTerms(f"no version '{version}' of the terms") from None

    def in_force(self, on: date) -> Terms:
        """Return the version that a term bought on that day is pinned to.

        Raises UnknownTerms for a day before the first.
        """
        # The last of them, since a version that supersedes another of its day stands after it.
        known = [terms for terms in self.versions if terms.in_force_from <= on]
        if not known:
            raise UnknownTerms(f"no terms were in force on {on.isoformat()}")
        return known[-1]


def read_terms(folder: Traversable) -> TermsCatalogue:
    """Return the versions in a folder of TOML files, or in its folder `terms`, if it has one.

    Raises InvalidCatalogue for the first mistake.
    """
    # Whoever keeps calendars as well names the folder above both: one folder for every command.
    if (folder / "terms").is_dir():
        folder = folder / "terms"
    versions: dict[str, Terms] = {}
    files: dict[str, str] = {}
    for file in toml_files(folder):
        terms = read_toml(file, Terms)
        _check(file.name, terms, versions)
        versions[terms.version], files[terms.version] = terms, file.name
    if not versions:
        raise InvalidCatalogue(folder.name, "", "no terms here")
    # Last, since a version may supersede one whose file is read after its own.
    _check_order(versions, files)
    return TermsCatalogue(tuple(versions.values()))


@cache
def load_terms() -> TermsCatalogue:
    """Return the terms that come with the package."""
    return read_terms(PACKAGED / "terms")


def _check(file: str, terms: Terms, others: Mapping[str, Terms]) -> None:
    if terms.version in others:
        raise InvalidCatalogue(file, "version", f"'{terms.version}' stands in another file, too")
    for plan in PLANS:
        _check_targets(file, terms, plan)


def _check_order(versions: Mapping[str, Terms], files: Mapping[str, str]) -> None:
    """Refuse two versions that begin on one day, unless one supersedes the other."""
    last: dict[date, Terms] = {}
    for terms in TermsCatalogue(tuple(versions.values())).versions:
        older = versions.get(terms.supersedes) if terms.supersedes else None
        file, begins = files[terms.version], terms.in_force_from
        if terms.supersedes and (older is None or older.in_force_from != begins):
            problem = f"no version '{terms.supersedes}' begins on that day"
            raise InvalidCatalogue(file, "supersedes", problem)
        if last.get(begins) is not older:
            raise InvalidCatalogue(file, "in_force_from", "another version begins on that day")
        last[begins] = terms


def _check_targets(file: str, terms: Terms, plan: Plan) -> None:
    for priority in PRIORITIES:
        try:
            terms.target(plan, priority)
        except ValueError as error:
            raise InvalidCatalogue(
                file, f"plans.{plan}.first_response.{priority}", str(error)
            ) from error
