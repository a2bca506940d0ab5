"""One line of a review from the rows it stands on: a case, a breach, a stretch that a clock stood, a page."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

from reporting.domain.case_row import CaseRow
from reporting.domain.deadline_row import DeadlineRow
from reporting.domain.page_row import PageRow
from reporting.domain.review import BreachLine, CaseLine, PageLine, PagerSummary, StoodLine


def case_line(then: CaseRow, known: CaseRow, promise: DeadlineRow | None, subject: str, until: datetime) -> CaseLine:
    """A case as it stood `then`, and what is `known` of it; its age is counted to its end, at most to `until`."""
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
        first_response=promise.verdict or promise.state if promise else None,
        due_at=promise.due_at if promise else None,
    )


def breach_line(row: DeadlineRow, case: CaseRow | None, subject: str) -> BreachLine:
    """A missed target; where the case's own row is not known yet, its promise says when it began."""
    return BreachLine(
        case_id=row.case_id,
        number=row.number,
        subject=subject,
        priority=row.priority,
        opened_at=case.opened_at if case else row.started_at,
        due_at=row.due_at,
        answered_at=row.answered_at,
        late_by_s=row.answered_late_s,
        late_reason=row.late_reason,
        detected_late_s=row.detected_late_s or 0.0,
        paused_s=row.paused_s,
        excused_s=row.excused_s,
    )


def stood_line(row: DeadlineRow) -> StoodLine:
    """A promise whose clock stood, or that was taken off."""
    return StoodLine(
        case_id=row.case_id,
        number=row.number,
        priority=row.priority,
        verdict=row.verdict or row.state,
        paused_s=row.paused_s,
        excused_s=row.excused_s,
        excused_reason=row.excused_reason,
    )


def page_line(row: PageRow) -> PageLine:
    """A page, with how fast it went out and was acknowledged."""
    return PageLine(
        page_id=row.page_id,
        number=row.number,
        priority=row.priority,
        reason=row.reason,
        raised_at=row.raised_at,
        first_sent_after_s=None if row.first_sent_at is None else (row.first_sent_at - row.raised_at).total_seconds(),
        acknowledged_by=row.acknowledged_by,
        acknowledged_at=row.acknowledged_at,
        acknowledged_after_s=row.acknowledged_after_s,
        state=row.state,
        steps=row.steps_started,
        messages=row.sent,
    )


def pager_summary(pages: Sequence[PageRow]) -> PagerSummary:
    """How many pages, and how fast they were acknowledged."""
    delays = [row.acknowledged_after_s for row in pages if row.acknowledged_after_s is not None]
    return PagerSummary(
        raised=len(pages),
        acknowledged=len(delays),
        median_after_s=median(delays) if delays else None,
        slowest_after_s=max(delays, default=None),
    )


def _days(length: timedelta) -> float:
    return round(max(length, timedelta(0)) / timedelta(days=1), 1)
