"""Reads pages and their messages as the API and the acknowledgement page show them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from events.store.connection import Pool, Row, in_schema
from notifier.adapters.claim_attempts import REACH, SUBJECT_NOW, facts_of
from notifier.domain.page import AttemptStatus, PageStatus
from notifier.domain.page_message import PageFacts

_COLUMNS = f"""page.*, watched_customer.name as customer, {REACH}, {SUBJECT_NOW}
from {{schema}}.page left join {{schema}}.watched_customer using (customer_id)"""
_ONE = f"select {_COLUMNS} where page_id = $1"
# Both columns in one comparison, as in the index: pages raised at one instant follow by id.
_LIST = f"""select {_COLUMNS}
where ($1::text is null or status = $1) and ($2::text is null or case_id = $2)
and ($3::timestamptz is null or (raised_at, page_id) < ($3, $4))
and ($6::text is null or exists(select from {{schema}}.attempt
    where attempt.page_id = page.page_id and attempt.engineer_id = $6))
order by raised_at desc, page_id desc limit $5"""  # noqa: S608  constants
_ATTEMPTS = """select * from {schema}.attempt where page_id = any($1::text[])
order by queued_at, step, round, engineer_id, method"""
_HISTORY = """select page_id, at, what, step, round, reason, engineer_ids from {schema}.page_history
where page_id = any($1::text[]) order by page_id, version"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenAttempt:
    """A message and what became of it.

    `late_by_s` counts from when it should have gone. `tries` counts sends, failed ones included.
    """

    attempt_key: str
    engineer_id: str
    channel: str
    ring: int
    step: int
    round: int
    send_at: datetime
    queued_at: datetime
    status: AttemptStatus
    tries: int
    outcome_at: datetime | None
    provider_id: str | None
    problem: str | None
    late_by_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenMove:
    """Something that happened to a page as a whole.

    `reason` is a slug or null, `engineer_ids` who was called or did it.
    """

    at: datetime
    what: str
    step: int | None
    round: int | None
    reason: str | None
    engineer_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPage:
    """A page as it stands, with its messages."""

    facts: PageFacts
    routing_key: str
    status: PageStatus
    policy_id: str
    step: int
    round: int
    ring: int
    acknowledged_by: str | None
    acknowledged_via: str | None
    acknowledged_at: datetime | None
    resolved_by: str | None
    resolved_reason: str | None
    resolved_at: datetime | None
    exhausted_at: datetime | None
    version: int
    attempts: tuple[SeenAttempt, ...]
    history: tuple[SeenMove, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFilter:
    """Which pages to list; `after` is (raised_at, page_id) of the last one seen. None: all.

    `engineer_id` is of somebody whom a message was meant for.
    """

    status: str | None = None
    case_id: str | None = None
    after: tuple[datetime, str] | None = None
    engineer_id: str | None = None


@dataclass(frozen=True, slots=True)
class PageList:
    """The read side of pages."""

    pool: Pool
    schema: str

    async def find(self, page_id: str) -> SeenPage | None:
        """Return one page, or None."""
        row = await self.pool.fetchrow(in_schema(_ONE, self.schema), page_id)
        return None if row is None else (await self._with_attempts([row]))[0]

    async def newest(self, wanted: PageFilter, limit: int) -> Sequence[SeenPage]:
        """Return at most `limit` pages, the newest first."""
        at, page_id = wanted.after or (None, None)
        query = in_schema(_LIST, self.schema)
        where = (wanted.status, wanted.case_id, at, page_id, limit, wanted.engineer_id)
        return await self._with_attempts(await self.pool.fetch(query, *where))

    async def _with_attempts(self, rows: Sequence[Row]) -> list[SeenPage]:
        keys = [row["page_id"] for row in rows]
        # Two queries for all pages together, not two for each.
        attempts: dict[str, list[SeenAttempt]] = defaultdict(list)
        for row in await self.pool.fetch(in_schema(_ATTEMPTS, self.schema), keys):
            attempts[row["page_id"]].append(_attempt(row))
        history: dict[str, list[SeenMove]] = defaultdict(list)
        for row in await self.pool.fetch(in_schema(_HISTORY, self.schema), keys):
            history[row["page_id"]].append(_move(row))
        return [_page(row, attempts[row["page_id"]], history[row["page_id"]]) for row in rows]


_ATTEMPT_FIELDS = tuple(SeenAttempt.__dataclass_fields__)
_PAGE_FIELDS = tuple(
    name for name in SeenPage.__dataclass_fields__ if name not in ("facts", "attempts", "history")
)


def _attempt(row: Row) -> SeenAttempt:
    return SeenAttempt(**{name: row[name] for name in _ATTEMPT_FIELDS})


def _move(row: Row) -> SeenMove:
    return SeenMove(
        at=row["at"],
        what=row["what"],
        step=row["step"],
        round=row["round"],
        reason=row["reason"],
        engineer_ids=tuple(row["engineer_ids"]),
    )


def _page(row: Row, attempts: Sequence[SeenAttempt], history: Sequence[SeenMove]) -> SeenPage:
    fields = {name: row[name] for name in _PAGE_FIELDS}
    return SeenPage(facts=facts_of(row), attempts=tuple(attempts), history=tuple(history), **fields)
