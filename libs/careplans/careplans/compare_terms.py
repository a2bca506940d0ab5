"""Tells what a customer loses by newer terms or by another plan (CP-2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from careplans.calendars import Calendar, known_calendars
from careplans.compare_goals import goal_losses
from careplans.target import is_slower, write_target
from careplans.terms import PlanTerms, Terms
from careplans.vocabulary import PRIORITIES
from events.catalogue.terms import Plan, WhenRaised

Calendars = Mapping[tuple[str, int], Calendar]
_YEARS_COMPARED = 6
_WITHOUT_GAIN: WhenRaised = "earliest-due-under-the-new-priority"


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that was promised and would be no more.

    `name` is stable, so that it can be given up by name; `text` is a phrase for people.
    """

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A plan as a version of the terms has it."""

    plan: Plan
    terms: Terms

    @property
    def gives(self) -> PlanTerms:
        """What the plan gives."""
        return self.terms.plan(self.plan)


def losses(old: Offer, new: Offer, calendars: Calendars | None = None) -> tuple[Loss, ...]:
    """Return what the new offer promises less of; the price counts for nothing (CP-2).

    Empty if it is as good or better. Calendars (default: all that are known) are compared over
    six years, the first being the one in which the new terms came into force.
    """
    known = known_calendars() if calendars is None else calendars
    return (
        *_slower_targets(old, new),
        *_fewer_seats(old.gives, new.gives),
        *_lost_benefits(old.gives, new.gives),
        *_narrower_scope(old.terms, new.terms),
        *_other_rules(old.terms, new.terms),
        *_less_cover(old.terms, new.terms),
        *_less_of_goals(old, new),
        *_lost_working_days(old.terms, new.terms, known),
    )


def materially_worse(
    plan: Plan, old: Terms, new: Terms, calendars: Calendars | None = None
) -> tuple[str, ...]:
    """Return what newer terms promise less of to a plan's customer, a phrase each."""
    return tuple(loss.text for loss in losses(Offer(plan, old), Offer(plan, new), calendars))


def _slower_targets(old: Offer, new: Offer) -> list[Loss]:
    before, after = old.terms.targets(old.plan), new.terms.targets(new.plan)
    return [
        Loss(
            f"target-{priority}",
            f"{priority} is answered within {write_target(after[priority])}, "
            f"not {write_target(before[priority])}",
        )
        for priority in PRIORITIES
        if is_slower(after[priority], before[priority])
    ]


def _fewer_seats(before: PlanTerms, after: PlanTerms) -> list[Loss]:
    lost = []
    if _fewer(before.seats, after.seats):
        text = f"seats for authorized contacts: {after.seats}, not {_limit(before.seats)}"
        lost.append(Loss("seats", text))
    # Where seats have no limit, nobody misses the paid ones (CP-9).
    most, had = after.most_extra_seats, before.most_extra_seats
    if after.seats is not None and _fewer(had, most):
        text = f"paid extra seats: {most}, not {_limit(had)}"
        lost.append(Loss("extra-seats", text))
    return lost


def _fewer(before: int | None, after: int | None) -> bool:
    return after is not None and (before is None or after < before)


def _limit(seats: int | None) -> str:
    return "without limit" if seats is None else str(seats)


def _lost_benefits(before: PlanTerms, after: PlanTerms) -> list[Loss]:
    flags = {
        "own desk": (before.own_desk, after.own_desk),
        "named TAM": (before.named_tam, after.named_tam),
        "calls to the TAM": (before.tam_calls, after.tam_calls),
        "VIP user group": (before.vip_user_group, after.vip_user_group),
    }
    lost = [
        Loss(name.lower().replace(" ", "-"), f"no {name} any more")
        for name, (had, has) in flags.items()
        if had and not has
    ]
    lost += [
        Loss(f"review-each-{period}", f"no review each {period} any more")
        for period in before.reviews
        if period not in after.reviews
    ]
    lost += [
        Loss(f"yearly-{name}", f"fewer a year: {name}")
        for name, count in before.yearly.items()
        if after.yearly.get(name, 0) < count
    ]
    return lost


def _narrower_scope(old: Terms, new: Terms) -> list[Loss]:
    """Return what is no longer supported (CP-18 to CP-20), and who may no longer log it (CP-13)."""
    reasons = {it.code for it in new.exclusions} - {it.code for it in old.exclusions}
    lost = [
        Loss(f"exclusion-{code}", f"a new reason to be out of entitlement: {code}")
        for code in sorted(reasons)
    ]
    lost += [
        Loss(f"area-{area}", f"no cases about this any more: {area}")
        for area in new.not_a_case.areas
        if area not in old.not_a_case.areas
    ]
    for priority in PRIORITIES:
        before, after = old.priority_rule(priority), new.priority_rule(priority)
        lost += [
            Loss(f"{channel}-{priority}", f"{priority} is logged no more by this way: {channel}")
            for channel in before.channels
            if channel not in after.channels
        ]
        if before.any_user and not after.any_user:
            text = f"{priority} is logged by authorized contacts only"
            lost.append(Loss(f"any-user-{priority}", text))
    return lost


def _other_rules(old: Terms, new: Terms) -> list[Loss]:
    lost = []
    if new.renewal.notice_days > old.renewal.notice_days:
        text = (
            f"a notice is due {new.renewal.notice_days} days before the term's end, "
            f"not {old.renewal.notice_days}"
        )
        lost.append(Loss("notice", text))
    if new.telephone.opens > old.telephone.opens or new.telephone.closes < old.telephone.closes:
        lost.append(Loss("telephone-hours", "the telephone is staffed for fewer hours"))
    if set(old.telephone.always_for) - set(new.telephone.always_for):
        text = "the telephone is no longer staffed at every hour for all priorities that it was"
        lost.append(Loss("telephone-at-every-hour", text))
    if (old.clock.when_due, new.clock.when_due) == ("earliest-instant", "same-local-time"):
        text = "business days that begin on a weekend end with the start of a working day"
        lost.append(Loss("when-due", text))
    if old.when_raised == _WITHOUT_GAIN and new.when_raised != _WITHOUT_GAIN:
        text = "a priority that was lowered and raised again begins anew"
        lost.append(Loss("when-raised", text))
    return lost


def _less_cover(old: Terms, new: Terms) -> list[Loss]:
    """Return how much longer a P1 may be without an engineer (CP-26)."""
    if old.cover is None:
        return []
    if new.cover is None:
        return [Loss("cover", "nobody waits for a P1 to have an engineer any more")]
    before, after = old.cover.promise(), new.cover.promise()
    lengths = (
        ("opening", before.after_opening, after.after_opening),
        ("letting-go", before.after_letting_go, after.after_letting_go),
    )
    return [
        Loss(
            f"cover-after-{what}",
            f"a P1 may be without an engineer for {write_target(longer)}, not {write_target(had)}",
        )
        for what, had, longer in lengths
        if is_slower(longer, had)
    ]


def _less_of_goals(old: Offer, new: Offer) -> list[Loss]:
    before, after = old.terms.goal_promises(old.plan), new.terms.goal_promises(new.plan)
    return [Loss(name, text) for name, text in goal_losses(before, after)]


def _lost_working_days(old: Terms, new: Terms, calendars: Calendars) -> list[Loss]:
    before = calendars[old.calendar_id, old.calendar_version]
    after = calendars[new.calendar_id, new.calendar_version]
    if before is after:
        return _followed(old, new)
    first = new.in_force_from.year
    years = range(first, first + _YEARS_COMPARED)
    days = [
        day for year in years for day in before.working_days(year) if not after.is_working_day(day)
    ]
    lost = _followed(old, new)
    if after.zone_name != before.zone_name:
        text = f"time counts in {after.zone_name}, not {before.zone_name}"
        lost.append(Loss("zone", text))
    if days:
        text = f"{len(days)} working days fewer in {_YEARS_COMPARED} years, the first on {days[0]}"
        lost.append(Loss("working-days", text))
    if hours := _lost_minutes(before, after, years) // 60:
        text = f"{hours} working hours fewer on working days in {_YEARS_COMPARED} years"
        lost.append(Loss("working-hours", text))
    return lost


def _followed(old: Terms, new: Terms) -> list[Loss]:
    if old.calendar.follow or not new.calendar.follow:
        return []
    return [Loss("calendar-followed", "later versions of the calendar may move open due times")]


def _lost_minutes(before: Calendar, after: Calendar, years: range) -> int:
    both = (day for year in years for day in before.working_days(year) if after.is_working_day(day))
    return sum(max(_minutes_on(day, before) - _minutes_on(day, after), 0) for day in both)


def _minutes_on(day: date, calendar: Calendar) -> int:
    return sum(end - start for start, end, kind, _ in calendar.pieces(day) if kind == "working")
