"""Finds unresolved pages: those of cases, those without a chain, and the blind clock's."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from events.store.connection import Connection, Pool, Row, in_schema
from notifier.domain.deduplicate_pages import OpenPage
from notifier.domain.route_page import Route

# What has ended its chain rings again only where its policy says after how long.
_OPEN = """select page_id, case_id, reason, policy_id <> '' and (status = 'raised'
    or status = 'exhausted' and ring_again_after_s is not null) as rings
from {schema}.page
where case_id = any($1::text[]) and status <> 'resolved' and not drill
order by raised_at, page_id"""

_ABOUT_CLOCK = """select page_id, status from {schema}.page where reason = 'clock-blind'
order by raised_at desc, page_id desc limit 1"""

_WITHOUT_CHAIN = """select page_id, routing_key, page.shard, reason, page.plan, page.priority,
    watched_case.area
from {schema}.page left join {schema}.watched_case using (case_id)
where policy_id = '' and status in ('raised', 'exhausted') and reason in ('p1-opened', 'p1-idle',
    'cover-breached')
    and page_id > $1
order by page_id limit $2"""

_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class PageWithoutChain:
    """An open page about a P1 for which no rule was found, and what a rule looks at."""

    page_id: str
    routing_key: str
    shard: int
    route: Route


@dataclass(frozen=True, slots=True)
class OpenPages:
    """The read side of the page table, inside a transaction."""

    schema: str

    async def of_cases(self, tx: Connection, case_ids: Iterable[str]) -> list[OpenPage]:
        """Return the unresolved pages of these cases, the oldest first."""
        wanted = sorted(set(case_ids))
        rows = await tx.fetch(in_schema(_OPEN, self.schema), wanted) if wanted else ()
        return [
            OpenPage(
                page_id=row["page_id"],
                case_id=row["case_id"],
                reason=row["reason"],
                rings=row["rings"],
            )
            for row in rows
        ]

    async def without_chain(self, pool: Pool) -> AsyncIterator[list[PageWithoutChain]]:
        """Yield all P1 pages that have no chain and that nobody has, a hundred at a time.

        (For other reasons the lack of a rule may be intended.)
        """
        # All of them, by id: a hundred that still match no rule must not hide one that does.
        after = ""
        while rows := await pool.fetch(in_schema(_WITHOUT_CHAIN, self.schema), after, _AT_ONCE):
            yield [_without_chain(row) for row in rows]
            after = rows[-1]["page_id"]

    async def last_about_clock(self, tx: Connection) -> tuple[str | None, bool]:
        """Return the newest page about a blind clock, and whether it is open; else None."""
        row = await tx.fetchrow(in_schema(_ABOUT_CLOCK, self.schema))
        return (None, False) if row is None else (row["page_id"], row["status"] != "resolved")


def _without_chain(row: Row) -> PageWithoutChain:
    route = Route(
        reason=row["reason"], plan=row["plan"], priority=row["priority"], area=row["area"]
    )
    return PageWithoutChain(row["page_id"], row["routing_key"], row["shard"], route)
