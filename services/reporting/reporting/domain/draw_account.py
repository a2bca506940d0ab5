"""Draws a customer's account from its facts, as of a day (CP-29 to CP-33)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from careplans.benefits import count_benefits
from careplans.continuity import judge_year
from careplans.month_minutes import minutes_by_month
from careplans.terms import PlanTerms
from careplans.terms_parts import Continuity
from reporting.domain.account import (
    Account,
    AccountTam,
    BenefitLine,
    MaintenanceMonth,
    MaintenanceYear,
    MoveLine,
    TamCallLine,
    VisitLine,
)
from reporting.domain.account_facts import (
    AccountFact,
    CallFact,
    MaintenanceFact,
    MaintenanceWithdrawnFact,
    MoveBackFact,
    MoveFact,
    TamFact,
    UseFact,
    UseWithdrawnFact,
    VisitFact,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountStretch:
    """What to draw: calls and moves from `start` to `end` (exclusive), and the year of `last` up to
    that day. `until`: how far the stretch is known, its end at most; `last` is the day of that.
    `zone` is the vendor's.
    """

    start: datetime
    end: datetime
    until: datetime
    last: date
    zone: ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPromise:
    """What is promised on the last day: `plan` None: none is in force (CP-4); `continuity` None: no
    EBC (CP-33).
    """

    plan: PlanTerms | None
    continuity: Continuity | None


def draw_account(
    facts: Sequence[AccountFact],
    stretch: AccountStretch,
    promise: AccountPromise,
    numbers: Mapping[str, str],
) -> Account:
    """Return the account; `facts` are in the order of their recording, `numbers` by case id."""
    year = stretch.last.year
    return Account(
        year=year,
        tam=_tam(facts, stretch.last),
        calls=_calls(facts, stretch, numbers),
        visits=_visits(facts, year),
        group_since=_group_since(facts, stretch.last),
        benefits=_benefits(facts, promise.plan, stretch.last),
        moves=_moves(facts, stretch, numbers),
        maintenance=_maintenance(facts, stretch, promise.continuity),
    )


def _tam(facts: Sequence[AccountFact], day: date) -> AccountTam | None:
    named = [it for it in facts if isinstance(it, TamFact) and it.from_on <= day]
    # Reversed, since `max` returns the first of equals: of one day, the last naming counts.
    last = max(reversed(named), key=lambda it: it.from_on, default=None)
    return AccountTam(tam_id=last.tam_id, from_on=last.from_on) if last else None


def _calls(
    facts: Sequence[AccountFact], stretch: AccountStretch, numbers: Mapping[str, str]
) -> tuple[TamCallLine, ...]:
    calls = [
        TamCallLine(
            called_at=it.called_at,
            caller_id=it.caller_id,
            tam_id=it.tam_id,
            numbers=tuple(numbers.get(case_id, case_id) for case_id in it.case_ids),
        )
        for it in facts
        if isinstance(it, CallFact) and stretch.start <= it.called_at < stretch.end
    ]
    return tuple(sorted(calls, key=lambda it: it.called_at))


def _visits(facts: Sequence[AccountFact], year: int) -> tuple[VisitLine, ...]:
    last: dict[str, VisitFact] = {}
    days: dict[str, date] = {}
    for it in facts:
        if isinstance(it, VisitFact):
            last[it.visit_id] = it
            # One that is called off keeps the day that it was agreed for.
            days |= {it.visit_id: it.visit_on} if it.visit_on else {}
    lines = [
        VisitLine(state=it.state, visit_on=days[visit_id])
        for visit_id, it in last.items()
        if visit_id in days and days[visit_id].year == year
    ]
    return tuple(sorted(lines, key=lambda it: it.visit_on))


def _uses(facts: Sequence[AccountFact], until: date) -> list[UseFact]:
    gone = {it.use_id for it in facts if isinstance(it, UseWithdrawnFact)}
    uses = [it for it in facts if isinstance(it, UseFact) and it.use_id not in gone]
    return sorted((it for it in uses if it.used_on <= until), key=lambda it: it.used_on)


def _group_since(facts: Sequence[AccountFact], day: date) -> date | None:
    """Return since when all of the customer's people, or one of them, are in the user group."""
    since: dict[str | None, date | None] = {}
    for it in _uses(facts, day):
        if it.benefit == "vip-group":
            joined = since.get(it.user_id) or it.used_on
            since[it.user_id] = joined if it.kind == "joined" else None
    return min((joined for joined in since.values() if joined), default=None)


def _benefits(
    facts: Sequence[AccountFact], plan: PlanTerms | None, last: date
) -> tuple[BenefitLine, ...]:
    uses = [(it.benefit, it.kind) for it in _uses(facts, last) if it.used_on.year == last.year]
    visits = [it.state for it in _visits(facts, last.year)]
    return tuple(
        BenefitLine(
            benefit=it.benefit,
            in_plan=it.in_plan,
            yearly=it.yearly,
            uses=dict(it.uses),
            left=it.left,
        )
        for it in count_benefits(plan, uses, visits)
    )


def _moves(
    facts: Sequence[AccountFact], stretch: AccountStretch, numbers: Mapping[str, str]
) -> tuple[MoveLine, ...]:
    """Return the moves that held in the stretch; a later one of a case ends the one before."""
    moves: list[MoveLine] = []
    running: dict[str, int] = {}
    for it in facts:
        if isinstance(it, MoveFact | MoveBackFact):
            if (index := running.pop(it.case_id, None)) is not None:
                moves[index] = _ended(moves[index], it.moved_at)
            if isinstance(it, MoveFact):
                running[it.case_id] = len(moves)
                moves.append(_move(it, numbers, stretch.until))
    held = [it for it in moves if it.moved_at < stretch.end and _held_until(it) > stretch.start]
    return tuple(sorted(held, key=lambda it: (it.moved_at, it.number)))


def _move(it: MoveFact, numbers: Mapping[str, str], until: datetime) -> MoveLine:
    return MoveLine(
        number=numbers.get(it.case_id, it.case_id),
        moved_at=it.moved_at,
        until=it.until,
        moved_back_at=None,
        open=it.until > until,
    )


def _ended(move: MoveLine, at: datetime) -> MoveLine:
    if at >= move.until:
        return move
    return MoveLine(
        number=move.number,
        moved_at=move.moved_at,
        until=move.until,
        moved_back_at=at,
        open=False,
    )


def _held_until(move: MoveLine) -> datetime:
    return move.moved_back_at or move.until


def _maintenance(
    facts: Sequence[AccountFact], stretch: AccountStretch, promised: Continuity | None
) -> MaintenanceYear | None:
    if promised is None:
        return None
    done: dict[str, MaintenanceFact] = {}
    for it in facts:
        if isinstance(it, MaintenanceFact):
            done[it.maintenance_id] = it
        elif isinstance(it, MaintenanceWithdrawnFact):
            done.pop(it.maintenance_id, None)
    year, month = stretch.last.year, stretch.last.month
    scheduled = _minutes(year, [it for it in done.values() if it.scheduled], stretch.zone)
    unscheduled = _minutes(year, [it for it in done.values() if not it.scheduled], stretch.zone)
    judged = judge_year({past: scheduled.get(past, 0) for past in range(1, month + 1)}, promised)
    return MaintenanceYear(
        year=year,
        months=tuple(
            MaintenanceMonth(
                month=it.month,
                minutes=it.minutes,
                allowance=it.allowance,
                broke_promise=it.broke_promise,
            )
            for it in judged.months
        ),
        left={str(minutes): months for minutes, months in judged.left.items()},
        unscheduled_minutes=sum(unscheduled.get(past, 0) for past in range(1, month + 1)),
    )


def _minutes(year: int, done: Sequence[MaintenanceFact], zone: ZoneInfo) -> Mapping[int, float]:
    # Split first and chosen afterwards: what runs over New Year belongs to both years in part.
    minutes = minutes_by_month(((it.started_at, it.ended_at) for it in done), zone)
    return {month: length for (its_year, month), length in minutes.items() if its_year == year}
