"""Draws a review from rows: every figure of it, and nothing that is not in the rows (CP-29, CP-30)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from events.catalogue.terms import Priority
from reporting.domain.bands import PRIORITIES, ageing, lateness
from reporting.domain.case_row import CaseRow
from reporting.domain.customer_row import CustomerRow
from reporting.domain.deadline_row import DeadlineRow
from reporting.domain.definitions import DEFINITIONS
from reporting.domain.page_row import PageRow
from reporting.domain.period import Period, Slice
from reporting.domain.review import (
    CaseLine,
    Flow,
    Position,
    PriorityLine,
    Review,
    ReviewedCustomer,
    ReviewedPeriod,
    StoodSummary,
    TrendPoint,
)
from reporting.domain.review_lines import (
    breach_line,
    case_line,
    page_line,
    pager_summary,
    stood_line,
)
from reporting.domain.tally import tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """The rows of one customer that a review is drawn from.

    `known` are its cases as known by `as_of`; `at_start` and `at_end` the same cases as they stood before the period and at its end (or at
    `as_of`, where that is earlier). Deadlines and pages are as known by `as_of`. `subjects` by case id.
    """

    customer: CustomerRow
    known: Sequence[CaseRow]
    at_start: Sequence[CaseRow]
    at_end: Sequence[CaseRow]
    deadlines: Sequence[DeadlineRow]
    pages: Sequence[PageRow]
    subjects: Mapping[str, str]
    positions: tuple[Position, ...]


def draw_review(material: Material, period: Period, *, as_of: datetime | None, drawn_at: datetime) -> Review:
    """The review of `period`. `drawn_at` is now: a period that is not over is drawn up to then, or up to `as_of`."""
    return _Drawing(material, period, min(as_of or drawn_at, period.end)).review(as_of, drawn_at)


class _Drawing:
    """The steps of one drawing, and what they share: `until` is how far the period is told."""

    def __init__(self, material: Material, period: Period, until: datetime) -> None:
        self.material, self.period, self.until = material, period, until
        self.known = {row.case_id: row for row in material.known if row.opened_at < period.end}
        self.then = self.known | {row.case_id: row for row in material.at_end if row.case_id in self.known}
        self.ended = {
            row.case_id: row for rows in (material.known, material.at_end) for row in rows if self._ended(row)
        }
        self.open = [row for row in self.then.values() if row.case_id not in self.ended and not row.over]
        self.verdicts = [row for row in material.deadlines if period.holds(row.verdict_at)]
        self.missed = sorted((row for row in self.verdicts if row.verdict == "missed"), key=lambda row: row.due_at)
        self.promises = {row.case_id: row for row in material.deadlines}

    def review(self, as_of: datetime | None, drawn_at: datetime) -> Review:
        """Put the parts together."""
        stood = [row for row in self.verdicts if row.paused_s or row.excused_s or row.verdict == "excused"]
        pages = [row for row in self.material.pages if not row.drill and self.period.holds(row.raised_at)]
        return Review(
            customer=self._customer(),
            period=self._period(),
            as_of=as_of,
            drawn_at=drawn_at,
            positions=self.material.positions,
            open_at_start=self._open_at_start(),
            summary=self._flow(self.period.start),
            year_so_far=self._flow(self.period.year_start),
            priorities=tuple(self._priority(priority) for priority in PRIORITIES),
            open_cases=tuple(self._case(row) for row in _most_urgent_first(self.open)),
            cases=tuple(self._case(row) for row in self._touched()),
            breaches=tuple(breach_line(row, self.known.get(row.case_id), self._subject(row)) for row in self.missed),
            stood=_stood_summary(stood),
            stood_cases=tuple(stood_line(row) for row in stood),
            pager=pager_summary(pages),
            pages=tuple(page_line(row) for row in sorted(pages, key=lambda row: row.raised_at)),
            ageing=ageing(self.open, self.until),
            lateness=lateness(self.missed),
            trend_unit=self.period.unit,
            trend=self._trend(),
            definitions=dict(DEFINITIONS),
        )

    def _ended(self, row: CaseRow) -> bool:
        return row.ended_at is not None and row.ended_at < self.period.end

    def _open_at_start(self) -> int:
        over = {row.case_id for row in (*self.material.at_start, *self.known.values()) if self._ended_before(row)}
        return sum(row.opened_at < self.period.start and row.case_id not in over for row in self.known.values())

    def _ended_before(self, row: CaseRow) -> bool:
        return row.ended_at is not None and row.ended_at < self.period.start

    def _flow(self, start: datetime) -> Flow:
        ended = [row for row in self.ended.values() if row.ended_at is not None and start <= row.ended_at]
        return Flow(
            opened=sum(start <= row.opened_at for row in self.known.values()),
            closed=sum(row.excluded_reason is None for row in ended),
            excluded=sum(row.excluded_reason is not None for row in ended),
            open_at_end=len(self.open),
            targets=tally(row for row in self.material.deadlines if _within(row.verdict_at, start, self.period.end)),
        )

    def _priority(self, priority: Priority) -> PriorityLine:
        late = [
            row.answered_late_s for row in self.missed if row.priority == priority and row.answered_late_s is not None
        ]
        ended = [row for row in self.ended.values() if self.period.holds(row.ended_at) and row.excluded_reason is None]
        return PriorityLine(
            priority=priority,
            opened=sum(
                row.opened_priority == priority and self.period.holds(row.opened_at) for row in self.known.values()
            ),
            closed=sum(row.priority == priority for row in ended),
            open_at_end=sum(row.priority == priority for row in self.open),
            targets=tally(row for row in self.verdicts if row.priority == priority),
            running=sum(row.priority == priority and self._running(row) for row in self.material.deadlines),
            longest_late_s=max(late, default=None),
        )

    def _running(self, row: DeadlineRow) -> bool:
        return row.started_at < self.period.end and (row.verdict_at is None or row.verdict_at >= self.period.end)

    def _touched(self) -> list[CaseRow]:
        """The cases opened, or over, in the period, or open at its end; in order of their opening."""
        over = {row.case_id for row in self.ended.values() if self.period.holds(row.ended_at)}
        still = {row.case_id for row in self.open}
        rows = [row for row in self.then.values() if self.period.holds(row.opened_at) or row.case_id in over | still]
        return sorted((self._closure(row) for row in rows), key=lambda row: (row.opened_at, row.number))

    def _closure(self, row: CaseRow) -> CaseRow:
        """The row that tells how the case ended in the period, where it did."""
        return row if row.over else self.ended.get(row.case_id, row)

    def _case(self, row: CaseRow) -> CaseLine:
        return case_line(row, self.known[row.case_id], self.promises.get(row.case_id), self._subject(row), self.until)

    def _subject(self, row: CaseRow | DeadlineRow) -> str:
        return self.material.subjects.get(row.case_id, "")

    def _trend(self) -> tuple[TrendPoint, ...]:
        used = [each for each in PRIORITIES if any(row.priority == each for row in self.verdicts)]
        return tuple(self._point(piece, each) for piece in self.period.slices() for each in used)

    def _point(self, piece: Slice, priority: Priority) -> TrendPoint:
        fell = tally(
            row for row in self.verdicts if row.priority == priority and _within(row.verdict_at, piece.start, piece.end)
        )
        return TrendPoint(
            label=piece.label,
            starts_on=piece.starts_on,
            priority=priority,
            met=fell.met,
            missed=fell.missed,
            excused=fell.excused,
        )

    def _customer(self) -> ReviewedCustomer:
        row = self.material.customer
        return ReviewedCustomer(
            customer_id=row.customer_id,
            name=row.name,
            plan=row.plan,
            terms_version=row.terms_version,
            term_starts_on=row.term_starts_on,
            term_ends_on=row.term_ends_on,
        )

    def _period(self) -> ReviewedPeriod:
        period = self.period
        return ReviewedPeriod(
            name=period.name,
            label=period.label,
            zone=period.zone.key,
            starts_at=period.start,
            ends_at=period.end,
            over=self.until >= period.end,
        )


def _within(instant: datetime | None, start: datetime, end: datetime) -> bool:
    return instant is not None and start <= instant < end


def _most_urgent_first(rows: Sequence[CaseRow]) -> list[CaseRow]:
    return sorted(rows, key=lambda row: (row.priority, row.opened_at, row.number))


def _stood_summary(rows: Sequence[DeadlineRow]) -> StoodSummary:
    return StoodSummary(
        paused_s=sum(row.paused_s for row in rows),
        excused_s=sum(row.excused_s for row in rows),
        targets=len(rows),
    )
