"""Warns a plan manager of terms and calendars that are valid but odd (CP-22)."""

from collections.abc import Iterator, Sequence
from importlib.resources.abc import Traversable
from itertools import pairwise

from careplans.calendar_files import DayWithHours
from careplans.calendars import Calendar, load_calendars, read_calendars, with_packaged
from careplans.compare_goals import goal_losses
from careplans.compare_terms import materially_worse
from careplans.errors import InvalidCatalogue, within_part
from careplans.frozen_dates import moved_since
from careplans.frozen_zone import clock_moved_since
from careplans.observed_holidays import unknown_names
from careplans.support_access import read_support_access
from careplans.target import is_slower, write_target
from careplans.terms import PlanTerms, Terms, TermsCatalogue, read_terms
from careplans.vocabulary import PLANS, PRIORITIES
from careplans.zone_data import ZONE_DATA
from events.catalogue.terms import Plan, Priority

_YEARS = range(2010, 2041)


def check_folder(folder: Traversable) -> Sequence[str]:
    """Return warnings about the `terms` and `calendars` in a folder, or about a folder of terms.

    Terms may name the package's calendars as well. Raises InvalidCatalogue for data that is not
    valid, also in `support`.
    """
    read_support_access(folder / "support")
    own = read_calendars(folder / "calendars")
    calendars = with_packaged(own, load_calendars())
    terms = read_terms(folder)
    with within_part("terms"):
        for version in terms.versions:
            _check_calendar(version, terms.file_of(version), calendars)
    odd = [
        f"calendar {calendar.calendar_id} version {calendar.version}: {line}"
        for calendar in own.values()
        for line in _odd_about(calendar)
    ]
    return (*odd, *warnings(terms, calendars))


def _odd_about(calendar: Calendar) -> Iterator[str]:
    source = calendar.source
    for name in unknown_names(source, source.removed, _YEARS):
        yield f"removes '{name}', which is no holiday there"
    yield from _hours_twice(source.half_days)
    yield from _hours_twice(source.open_days)
    rules = (*source.added, *source.half_days, *source.open_days)
    beside = [rule.beside for rule in rules if rule.beside is not None]
    for name in unknown_names(source, beside, _YEARS):
        yield f"names a day beside '{name}', which is no holiday there"
    if calendar.frozen and (moved := moved_since(source, calendar.frozen)):
        yield (
            f"the installed library of holidays says otherwise of {len(moved)} days, the first of"
            f" them {moved[0]}; this version keeps its dates, a new one would take those"
        )

    yield from _odd_about_clock(calendar)


def _odd_about_clock(calendar: Calendar) -> Iterator[str]:
    if calendar.frozen is None:
        return
    if calendar.frozen.clock is None:
        yield (
            f"the clock of {calendar.zone_name} is not frozen: a new release of the data of zones"
            " may move what is promised; `python -m careplans freeze` freezes it as it is now"
        )
    elif at := clock_moved_since(calendar.frozen.clock, range(_YEARS[0], calendar.last_year + 1)):
        yield (
            f"the installed {ZONE_DATA} says otherwise of {calendar.zone_name} from"
            f" {at:%Y-%m-%dT%H:%M:%SZ} on; this version keeps the clock of"
            f" {calendar.frozen.clock.release}, a new one would take that"
        )


def _hours_twice(rules: Sequence[DayWithHours]) -> Iterator[str]:
    for index, rule in enumerate(rules):
        for later in rules[index + 1 :]:
            if (rule.on or rule.every) and (rule.on, rule.every) == (later.on, later.every):
                day = rule.on or rule.every
                yield f"'{rule.name}' and '{later.name}' both say the hours of {day}; the last does"


def warnings(terms: TermsCatalogue, calendars: dict[tuple[str, int], Calendar]) -> Sequence[str]:
    """Return one line for each oddity.

    Oddities are a dearer plan that gives less (CP-22), and versions that customers in mid-term may
    refuse (CP-2).
    """
    lines = [
        f"{version.version}: {line}"
        for version in terms.versions
        for line in (*_no_hour_of_p1(version), *_dearer_and_worse(version))
    ]
    for old, new in pairwise(terms.versions):
        lines += [
            f"{new.version}: {plan} is worse than in {old.version}, "
            f"a running term keeps the old one (CP-2): {line}"
            for plan in PLANS
            for line in materially_worse(plan, old, new, calendars)
        ]
    return lines


def _check_calendar(terms: Terms, file: str, calendars: dict[tuple[str, int], Calendar]) -> None:
    if (terms.calendar_id, terms.calendar_version) not in calendars:
        problem = f"no calendar '{terms.calendar_id}' in version {terms.calendar_version}"
        raise InvalidCatalogue(file, "calendar", problem)


def _no_hour_of_p1(terms: Terms) -> Iterator[str]:
    if terms.counts("P1") != "always":
        yield "P1 does not count at all hours (CP-23)"


def _dearer_and_worse(terms: Terms) -> list[str]:
    by_price = sorted(PLANS, key=lambda plan: terms.plan(plan).price_rank)
    # Each plan against every cheaper one: the fault may lie two steps apart.
    pairs = [(cheap, dear) for index, dear in enumerate(by_price) for cheap in by_price[:index]]
    slower = [
        _slower(terms, cheap, dear, priority) for cheap, dear in pairs for priority in PRIORITIES
    ]
    others = [_served_later(terms.plan(cheap), terms.plan(dear)) for cheap, dear in pairs]
    lines = [line for line in (*slower, *others) if line is not None]
    return [*lines, *(line for cheap, dear in pairs for line in _less_of_goals(terms, cheap, dear))]


def _less_of_goals(terms: Terms, cheap: Plan, dear: Plan) -> Iterator[str]:
    names = terms.plan(dear).name, terms.plan(cheap).name
    for _, text in goal_losses(terms.goal_promises(cheap), terms.goal_promises(dear)):
        yield f"{names[0]} is dearer than {names[1]}, but of its further goals: {text}"


def _slower(terms: Terms, cheap: Plan, dear: Plan, priority: Priority) -> str | None:
    quick, slow = terms.target(cheap, priority), terms.target(dear, priority)
    if not is_slower(slow, quick):
        return None
    names = terms.plan(dear).name, terms.plan(cheap).name
    return (
        f"{names[0]} is dearer than {names[1]} but slower at {priority}: "
        f"{write_target(slow)}, not {write_target(quick)} (CP-22)"
    )


def _served_later(cheap: PlanTerms, dear: PlanTerms) -> str | None:
    return (
        f"{dear.name} is dearer than {cheap.name} but served after it (CP-21)"
        if dear.queue_rank > cheap.queue_rank
        else None
    )
