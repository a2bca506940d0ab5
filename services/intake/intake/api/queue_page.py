"""Reads a page of the queue, as the caller may know it."""

from collections.abc import Mapping
from datetime import datetime

from intake.adapters.list_queries import Move, QueueCursor, QueueFilter
from intake.adapters.moved_ahead_queue import Queued, QueuePosition, queue_with_moves
from intake.api.case_answers import QueuedCaseAnswer, queued_answer
from intake.api.intake_api import IntakeApi
from intake.domain.public_history import Audience
from webapi.paging import Page, Paging, Position


async def queue_page(
    api: IntakeApi, wanted: QueueFilter, paging: Paging, audience: Audience
) -> Page[QueuedCaseAnswer]:
    """Return the page that the cursor asks for, cases that were moved ahead first (CP-31)."""
    position = paging.after
    as_of = _as_of(position)
    moves: Mapping[str, Move] = {}
    # What support does first is not a customer's to see: it is the order among all customers.
    if audience != "customer" and (all_moves := await api.lists.moves()):
        # One instant for all pages: a move that ends meanwhile would hide a case, or show it twice.
        as_of = as_of or await api.store.now()
        moves = {move.case_id: move for move in all_moves if move.until > as_of}
    rows = await queue_with_moves(api.lists, wanted, _after(position), paging.fetch, moves)
    page = paging.page(rows, lambda row: _position(row, as_of))
    return Page(items=[_answer(row, audience) for row in page.items], next=page.next)


def _answer(row: Queued, audience: Audience) -> QueuedCaseAnswer:
    return queued_answer(row.case, audience, row.move)


def _position(row: Queued, as_of: datetime | None) -> Position:
    case = row.case
    instant = as_of.isoformat() if as_of else None
    ahead = int(row.move is not None)
    return (case.priority, case.plan_rank, case.opened_at.isoformat(), case.case_id, ahead, instant)


def _after(position: Position | None) -> QueuePosition | None:
    if position is None:
        return None
    priority, rank, opened_at, case_id, *rest = position
    cursor = QueueCursor(
        priority=str(priority),
        plan_rank=int(rank or 0),
        opened_at=datetime.fromisoformat(str(opened_at)),
        case_id=str(case_id),
    )
    # A cursor of before cases could be moved has no more than that, and is still good.
    return QueuePosition(case=cursor, ahead=bool(rest and rest[0]))


def _as_of(position: Position | None) -> datetime | None:
    if position is None or len(position) < 6 or position[5] is None:
        return None
    return datetime.fromisoformat(str(position[5]))
