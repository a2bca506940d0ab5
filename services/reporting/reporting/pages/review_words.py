"""Puts a review into sentences: the one thing to know first, and what each chart shows."""

from collections.abc import Iterable

from reporting.domain.review import Review
from reporting.pages.words import count, length, percent


def headline(review: Review) -> str:
    """Return the review in a sentence or two; nothing is called met that is not judged."""
    targets = review.summary.targets
    judged = targets.met + targets.missed
    return f"{_judged(review, judged)}{_unjudged(review)} {_flow(review)}"


def _judged(review: Review, judged: int) -> str:
    targets = review.summary.targets
    if not judged:
        return (
            "No target was judged in this period."
            if targets.due_not_judged
            else "No target came due in this period."
        )
    if not targets.missed:
        return f"{_all_of(judged, knows_all=not targets.due_not_judged)} met."
    met = f"{targets.met:,} of {count(judged, 'response target')} met"
    return f"{met}, {targets.missed:,} missed{_worst(review)}."


def _all_of(judged: int, *, knows_all: bool) -> str:
    """Say "all" of the period, or only of those judged if others wait for the clock."""
    # "All" is a promise about the period: it is not said while the clock may still find one missed.
    if not knows_all:
        return (
            "The one target that was judged was"
            if judged == 1
            else f"All {judged:,} targets that were judged were"
        )
    return (
        "The one response target of the period was"
        if judged == 1
        else f"All {judged:,} response targets were"
    )


def _unjudged(review: Review) -> str:
    waiting = review.summary.targets.due_not_judged
    if not waiting:
        return ""
    verb = "is" if waiting == 1 else "are"
    return f" {count(waiting, 'target')} fell due and {verb} not judged yet."


def _worst(review: Review) -> str:
    worst = review.longest_delay
    if worst is None:
        return ""
    so_far = "so far, not answered yet " if worst.unanswered else ""
    verb = "is" if worst.unanswered else "was"
    return f"; the longest delay {verb} {length(worst.seconds)} {so_far}({worst.number})"


def nothing_missed(review: Review) -> str:
    """Return what to say if the list of missed targets is empty."""
    targets = review.summary.targets
    if targets.due_not_judged:
        waiting = count(targets.due_not_judged, "target")
        return f"None that is known. {waiting} fell due and wait for the clock's verdict."
    running = sum(line.running for line in review.priorities)
    if not targets.met:
        return "No target came due in this period." + (f" {_running(running)}" if running else "")
    return "None. Every response target that came due was met."


def _running(number: int) -> str:
    return f"{number:,} {'is' if number == 1 else 'are'} running."


def plan_words(review: Review) -> str:
    """Return the plan or plans of the period.

    `Gold plan`, or `Gold plan to 31 Aug 2026, Silver plan from 1 Sep 2026`.
    """
    plans = review.customer.plans
    if len({each.plan for each in plans}) <= 1:
        name = plans[0].plan if plans else review.customer.plan
        return f"{name.capitalize()} plan" if name else ""
    parts = []
    for index, each in enumerate(plans):
        last = index == len(plans) - 1
        when = f"from {each.from_day:%-d %b %Y}" if last else f"to {each.to_day:%-d %b %Y}"
        parts.append(f"{each.plan.capitalize()} plan {when}")
    return ", ".join(parts)


def _flow(review: Review) -> str:
    flow = review.summary
    opened, closed = count(flow.opened, "case"), f"{flow.closed:,} closed"
    return f"{opened} opened, {closed}, {flow.open_at_end:,} {open_words(review)}."


def open_words(review: Review) -> str:
    """Return when the cases are open that the figures count as open.

    That is at the end of a period that is over, now, or at the instant of the figures.
    """
    if review.period.over:
        return "open at the end"
    return "open now" if review.as_of is None else "open at that time"


def trend_words(review: Review) -> str:
    """Return what the chart of verdicts shows, for people who do not see it."""
    lines = [
        line
        for line in review.priorities
        if line.targets.met or line.targets.missed or line.targets.excused
    ]
    parts = [
        f"{each.priority}: {each.targets.met} met, {each.targets.missed} missed" for each in lines
    ]
    return f"Response targets by {review.trend_unit} and priority. In all, {'; '.join(parts)}."


def lateness_words(review: Review) -> str:
    """Return what the chart of delays shows."""
    return "Missed targets by how late they were answered. " + _listed(
        (band.label, band.count) for band in review.lateness
    )


def ageing_words(review: Review) -> str:
    """Return what the chart of the backlog shows."""
    return "Unresolved cases by age. " + _listed((band.label, band.total) for band in review.ageing)


def _listed(pairs: Iterable[tuple[str, int]]) -> str:
    return "; ".join(f"{label}: {number}" for label, number in pairs) + "."


def attainment_words(review: Review) -> str:
    """Return the attainment of the year so far, in words."""
    return f"{percent(review.year_so_far.targets.attainment)} in the year so far"
