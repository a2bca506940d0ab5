"""Makes each line of a review from the rows it rests on."""

from dataclasses import replace
from datetime import datetime, timedelta

from reporting.domain.case_row import CaseRow
from reporting.domain.deadline_row import DeadlineRow
from reporting.domain.page_row import PageRow
from reporting.domain.review import BreachLine, CaseLine, PageLine, Review, StoodLine


def case_line(
    then: CaseRow, known: CaseRow, promise: DeadlineRow | None, subject: str, until: datetime
) -> CaseLine:
    """Return the line of a case as it stood `then`, with what is `known` of it now.

    Its age is counted to its end, at most to `until`.
    """
    return CaseLine(
        case_id=then.case_id,
        number=then.number,
        subject=subject,
        priority=then.priority,
        status=then.status,
        opened_at=then.opened_at,
        responded_at=known.responded_at,
        resolved_at=then.resolved_at,
        ended_at=then.ended_at,
        age_days=_days(min(then.ended_at or until, until) - then.opened_at),
        reopened=then.reopened,
        first_response=_first_response(promise, until),
        due_at=promise.due_at if promise else None,
    )


def _first_response(promise: DeadlineRow | None, until: datetime) -> str | None:
    if promise is None:
        return None
    return "due-not-judged" if promise.due_unjudged(until) else _result(promise)


def _result(promise: DeadlineRow) -> str:
    """Return the verdict, or the state while there is none.

    A promise that was taken off is `cancelled`: `excused` says that its clock stands (CP-27).
    """
    if promise.verdict is None or promise.verdict == "excused":
        return promise.state
    return promise.verdict


def breach_line(row: DeadlineRow, case: CaseRow | None, subject: str, now: datetime) -> BreachLine:
    """Return the line of a missed target as known at `now`."""
    due_at = row.due_at or row.verdict_at
    assert due_at is not None  # a breach says when it fell due
    # Cases and deadlines come by topics without an order between them, so the case's own row may be
    # missing yet: the promise then says when the case began.
    waits = row.answered_at is None and not (case is not None and case.over)
    return BreachLine(
        case_id=row.case_id,
        number=row.number,
        subject=subject,
        priority=row.priority,
        opened_at=case.opened_at if case else row.started_at,
        due_at=due_at,
        answered_at=row.answered_at,
        late_by_s=row.answered_late_s,
        late_reason=row.late_reason,
        detected_late_s=row.detected_late_s or 0.0,
        paused_s=row.paused_s,
        excused_s=row.excused_s,
        recorded_at=row.answer_recorded_at,
        recorded_late_s=_seconds(due_at, row.answer_recorded_at),
        told_in_time=row.claimed_in_time,
        unanswered_s=_seconds(due_at, now) if waits else None,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=row.withdrawn_by,
    )


def _seconds(start: datetime, end: datetime | None) -> float | None:
    return None if end is None else (end - start).total_seconds()


def stood_line(row: DeadlineRow) -> StoodLine:
    """Return the line of a promise whose clock stood, or that was cancelled."""
    return StoodLine(
        case_id=row.case_id,
        number=row.number,
        priority=row.priority,
        verdict=_result(row),
        paused_s=row.paused_s,
        excused_s=row.excused_s,
        excused_reason=row.excused_reason,
    )


def in_todays_words(review: Review) -> Review:
    """Return a review that was published when `excused` said of a line that it was taken off, too.

    What was taken off was a case that is over; a clock that stands is that of an open one.
    """
    return replace(
        review,
        open_cases=tuple(map(_as_today, review.open_cases)),
        cases=tuple(map(_as_today, review.cases)),
        stood_cases=tuple(
            replace(line, verdict="cancelled") if line.verdict == "excused" else line
            for line in review.stood_cases
        ),
    )


def _as_today(line: CaseLine) -> CaseLine:
    if line.first_response != "excused" or line.ended_at is None:
        return line
    return replace(line, first_response="cancelled")


def page_line(row: PageRow) -> PageLine:
    """Return the line of a page, with how fast it went out and was acknowledged."""
    return PageLine(
        page_id=row.page_id,
        number=row.number,
        priority=row.priority,
        reason=row.reason,
        raised_at=row.raised_at,
        first_sent_after_s=None
        if row.first_sent_at is None
        else (row.first_sent_at - row.raised_at).total_seconds(),
        acknowledged_by=row.acknowledged_by,
        acknowledged_at=row.acknowledged_at,
        acknowledged_after_s=row.acknowledged_after_s,
        state=row.state,
        steps=row.steps_started,
        messages=row.sent,
    )


def _days(length: timedelta) -> float:
    return round(max(length, timedelta(0)) / timedelta(days=1), 1)
