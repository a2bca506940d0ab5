"""The plans' terms as versioned data.

What each plan promises, to whom, and from which day on (CP-1 to CP-33).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path

from careplans.cover_rules import CoverRules
from careplans.data_files import PACKAGED, read_toml, toml_files
from careplans.errors import InvalidCatalogue, UnknownTerms, within_part
from careplans.goal_rules import GoalRules, mistakes_in
from careplans.reading import Reading
from careplans.scope import Covered, EdiTopic, Exclusion, NotACase, OutOfEntitlement, Service
from careplans.target import Counts, read_target
from careplans.terms_parts import (
    CalendarChoice,
    ClockRules,
    Continuity,
    Part,
    Plans,
    PlanTerms,
    Priorities,
    PriorityRule,
    Renewal,
    Telephone,
    Trainings,
)
from careplans.vocabulary import PLANS, PRIORITIES
from events.catalogue.terms import (
    GoalPromise,
    Plan,
    Priority,
    Target,
    WhenLowered,
    WhenRaised,
)

__all__ = ["PlanTerms", "Target", "Terms", "TermsCatalogue", "load_terms"]


class Terms(Part, frozen=True, kw_only=True):
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
    goals: tuple[GoalRules, ...] = ()
    renewal: Renewal
    telephone: Telephone
    priorities: Priorities
    trainings: Trainings
    not_a_case: NotACase
    covers: tuple[Covered, ...] = ()
    edi_topics: tuple[EdiTopic, ...] = ()
    services: tuple[Service, ...] = ()
    exclusions: tuple[Exclusion, ...]
    out_of_entitlement: OutOfEntitlement = OutOfEntitlement()
    continuity: Continuity
    plans: Plans

    def __post_init__(self) -> None:
        if not self.version.strip():
            raise ValueError("version must not be empty")
        known = {service.code for service in self.services}
        unknown = {topic.service for topic in self.edi_topics if topic.service} - known
        if unknown:
            raise ValueError(f"edi_topics: no such service: {', '.join(sorted(unknown))}")

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
        return read_target(getattr(self.plan(plan).first_response, priority), self.counts(priority))

    def targets(self, plan: Plan) -> dict[Priority, Target]:
        """Return all four targets of a plan, for a case that may change its priority."""
        return {priority: self.target(plan, priority) for priority in PRIORITIES}

    def goal_promises(self, plan: Plan) -> tuple[GoalPromise, ...]:
        """Return what a plan is promised beyond its first response and cover."""
        promises = (rules.promise(plan, self.counts) for rules in self.goals)
        return tuple(promise for promise in promises if promise)

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

    def counts(self, priority: Priority) -> Counts:
        """Return whether a priority's targets count at all hours (CP-23, CP-24)."""
        return "always" if priority in self.clock.counts_always else "working-time"


class TermsCatalogue:
    """All versions of the terms, in the order in which they came into force.

    A version that supersedes another one of the same day comes after it.
    """

    def __init__(self, versions: Sequence[Terms], files: Mapping[str, str] | None = None) -> None:
        """`files`: the names of the files they were read from, by version."""
        self._files = files or {}
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

    def file_of(self, terms: Terms) -> str:
        """Return the name of the file that the terms were read from."""
        return self._files.get(terms.version, f"terms {terms.version}")

    def coded(self, terms: Terms) -> Terms:
        """Return the terms whose codes for EDI and services, and words for no case, count: its own.

        Terms from before there were such codes mean the same by their words, so that the first
        later version with codes says them.
        """
        later = self.versions[self.versions.index(terms) :]
        return next((one for one in later if one.services), terms)

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
    with within_part("terms"):
        return _read_versions(folder)


def _read_versions(folder: Traversable) -> TermsCatalogue:
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
    return TermsCatalogue(tuple(versions.values()), files)


def read_one_version(file: Path) -> Terms:
    """Return the terms in one file, in force or not yet. Raises InvalidCatalogue."""
    terms = read_toml(file, Terms)
    _check(file.name, terms, {})
    return terms


@cache
def load_terms() -> TermsCatalogue:
    """Return the terms that come with the package."""
    return read_terms(PACKAGED / "terms")


def _check(file: str, terms: Terms, others: Mapping[str, Terms]) -> None:
    if terms.version in others:
        raise InvalidCatalogue(file, "version", f"'{terms.version}' stands in another file, too")
    for plan in PLANS:
        _check_targets(file, terms, plan)
    for field, problem in mistakes_in(terms.goals, terms.counts):
        raise InvalidCatalogue(file, field, problem)


def _check_order(versions: Mapping[str, Terms], files: Mapping[str, str]) -> None:
    """Refuse two versions that begin on one day, unless one supersedes the other."""
    last: dict[date, Terms] = {}
    for terms in TermsCatalogue(tuple(versions.values())).versions:
        older = versions.get(terms.supersedes) if terms.supersedes else None
        file, begins = files[terms.version], terms.in_force_from
        if terms.supersedes == terms.version:
            raise InvalidCatalogue(file, "supersedes", "a version does not supersede itself")
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
