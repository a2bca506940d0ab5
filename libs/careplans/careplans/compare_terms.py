"""Tells whether newer terms take something away from a plan's customer (CP-2)."""

from collections.abc import Mapping

from careplans.calendars import Calendar, load_calendars
from careplans.target import budget_s, write_target
from careplans.terms import PlanTerms, Terms
from careplans.vocabulary import PRIORITIES
from events.catalogue.terms import Plan, Target, WhenRaised

Calendars = Mapping[tuple[str, int], Calendar]
_YEARS_COMPARED = 6
_WITHOUT_GAIN: WhenRaised = "earliest-due-under-the-new-priority"


def materially_worse(
    plan: Plan, old: Terms, new: Terms, calendars: Calendars | None = None
) -> tuple[str, ...]:
    """Return what the new terms promise less of, a phrase each.

    Empty if they are as good or better for that plan. Calendars (default: those of the package) are
    compared over six years, the first being the one in which the new terms came into force.
    """
    before, after = old.plan(plan), new.plan(plan)
    known = load_calendars() if calendars is None else calendars
    return (
        *_slower_targets(plan, old, new),
        *_fewer_seats(before, after),
        *_lost_benefits(before, after),
        *_other_rules(old, new),
        *_lost_working_days(old, new, known),
    )


def is_slower(target: Target, other: Target) -> bool:
    """Return whether `target` may come later than `other`, over a week with a weekend in it."""
    return _weight(target) > _weight(other)


def _weight(target: Target) -> float:
    # Five working days are seven days on the wall: the two ways of counting compare by what they
    # come to on average.
    return budget_s(target) * (1.0 if target.counts == "always" else 7 / 5)


def _slower_targets(plan: Plan, old: Terms, new: Terms) -> list[str]:
    return [
        f"{priority} is answered within {write_target(new.target(plan, priority))}, "
        f"not {write_target(old.target(plan, priority))}"
        for priority in PRIORITIES
        if is_slower(new.target(plan, priority), old.target(plan, priority))
    ]


def _fewer_seats(before: PlanTerms, after: PlanTerms) -> list[str]:
    lines = []
    if _fewer(before.seats, after.seats):
        lines.append(f"seats for authorized contacts: {after.seats}, not {_limit(before.seats)}")
    if _fewer(before.extra_seats, after.extra_seats):
        lines.append(f"paid extra seats: {after.extra_seats}, not {_limit(before.extra_seats)}")
    return lines


def _fewer(before: int | None, after: int | None) -> bool:
    return after is not None and (before is None or after < before)


def _limit(seats: int | None) -> str:
    return "without limit" if seats is None else str(seats)


def _lost_benefits(before: PlanTerms, after: PlanTerms) -> list[str]:
    flags = {
        "own desk": (before.own_desk, after.own_desk),
        "named TAM": (before.named_tam, after.named_tam),
        "calls to the TAM": (before.tam_calls, after.tam_calls),
        "VIP user group": (before.vip_user_group, after.vip_user_group),
    }
    lost = [f"no {name} any more" for name, (had, has) in flags.items() if had and not has]
    lost += [
        f"no review each {period} any more"
        for period in before.reviews
        if period not in after.reviews
    ]
    lost += [
        f"fewer a year: {name}"
        for name, count in before.yearly.items()
        if after.yearly.get(name, 0) < count
    ]
    return lost


def _other_rules(old: Terms, new: Terms) -> list[str]:
    lines = []
    if new.renewal.notice_days > old.renewal.notice_days:
        lines.append(
            f"a notice is due {new.renewal.notice_days} days before the term's end, "
            f"not {old.renewal.notice_days}"
        )
    if new.telephone.opens > old.telephone.opens or new.telephone.closes < old.telephone.closes:
        lines.append("the telephone is staffed for fewer hours")
    if set(old.telephone.always_for) - set(new.telephone.always_for):
        lines.append(
            "the telephone is no longer staffed at every hour for all priorities that it was"
        )
    if (old.clock.when_due, new.clock.when_due) == ("earliest-instant", "same-local-time"):
        lines.append("business days that begin on a weekend end with the start of a working day")
    if old.when_raised == _WITHOUT_GAIN and new.when_raised != _WITHOUT_GAIN:
        lines.append("a priority that was lowered and raised again begins anew")
    added = {reason.code for reason in new.exclusions} - {reason.code for reason in old.exclusions}
    lines += [f"a new reason to be out of entitlement: {code}" for code in sorted(added)]
    return lines


def _lost_working_days(old: Terms, new: Terms, calendars: Calendars) -> list[str]:
    before = calendars[old.calendar_id, old.calendar_version]
    after = calendars[new.calendar_id, new.calendar_version]
    if before is after:
        return []
    first = new.in_force_from.year
    years = range(first, first + _YEARS_COMPARED)
    lost = [
        day for year in years for day in before.working_days(year) if not after.is_working_day(day)
    ]
    zones = (
        [f"time counts in {after.zone_name}, not {before.zone_name}"]
        if after.zone_name != before.zone_name
        else []
    )
    return zones + (
        [f"{len(lost)} working days fewer in {_YEARS_COMPARED} years, the first on {lost[0]}"]
        if lost
        else []
    )
