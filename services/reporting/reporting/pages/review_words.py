"""What a review says in sentences: the one thing to know first, and what each chart shows."""

from collections.abc import Iterable

from reporting.domain.review import Review
from reporting.pages.words import count, length, percent


def headline(review: Review) -> str:
    """The review in a sentence or two."""
    targets = review.summary.targets
    judged = targets.met + targets.missed
    if not judged:
        return f"No response target came due in this period. {_flow(review)}"
    if not targets.missed:
        return f"{_all_of(judged)} met. {_flow(review)}"
    return f"{targets.met:,} of {count(judged, 'response target')} met, {targets.missed:,} missed{_worst(review)}. {_flow(review)}"


def _all_of(judged: int) -> str:
    return "The one response target of the period was" if judged == 1 else f"All {judged:,} response targets were"


def _worst(review: Review) -> str:
    answered = [line for line in review.breaches if line.late_by_s is not None]
    if not answered:
        return ""
    worst = max(answered, key=lambda line: line.late_by_s or 0.0)
    return f"; the longest delay was {length(worst.late_by_s)} ({worst.number})"


def _flow(review: Review) -> str:
    flow = review.summary
    opened, closed = count(flow.opened, "case"), f"{flow.closed:,} closed"
    return f"{opened} opened, {closed}, {flow.open_at_end:,} open at the end."


def trend_words(review: Review) -> str:
    """What the chart of verdicts shows, for those who do not see it."""
    lines = [line for line in review.priorities if line.targets.met or line.targets.missed or line.targets.excused]
    said = [f"{each.priority}: {each.targets.met} met, {each.targets.missed} missed" for each in lines]
    return f"Response targets by {review.trend_unit} and priority. In all, {'; '.join(said)}."


def lateness_words(review: Review) -> str:
    """What the chart of delays shows."""
    return "Missed targets by how late they were answered. " + _listed(
        (band.label, band.count) for band in review.lateness
    )


def ageing_words(review: Review) -> str:
    """What the chart of the backlog shows."""
    return "Unresolved cases by age. " + _listed((band.label, band.total) for band in review.ageing)


def _listed(pairs: Iterable[tuple[str, int]]) -> str:
    return "; ".join(f"{label}: {number}" for label, number in pairs) + "."


def attainment_words(review: Review) -> str:
    """The year so far, beside the attainment."""
    return f"{percent(review.year_so_far.targets.attainment)} in the year so far"
