"""Keeps which P1s have been without an engineer for too long, and finds those nobody is paged for.

A breach of cover pages nobody while a page about the P1 rings (CP-26). However that ringing ends,
by an answer, a note, by hand, or with its chain, the page for the breach is then due.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from events.store.connection import Connection, Pool, Queries, in_schema
from notifier.domain.page_on_call import page_id_of

_MISS = """insert into {schema}.missed_cover (case_id, breach_id, page_id)
select * from unnest($1::text[], $2::uuid[], $3::text[])
on conflict (case_id) do update set breach_id = excluded.breach_id, page_id = excluded.page_id"""
_END = "delete from {schema}.missed_cover where case_id = any($1::text[])"
# Whoever has just taken a page has the case as soon as intake has read of it.
UNPAGED = """
{schema}.missed_cover as missed join {schema}.watched_case as its using (case_id)
where its.priority = 'P1' and not its.is_over and not its.has_workaround
    and not exists (select from {schema}.page where page.page_id = missed.page_id)
    and not exists (select from {schema}.page
        where page.case_id = missed.case_id and not page.drill and (
            page.reason = 'cover-breached' and page.status <> 'resolved'
            or page.reason in ('p1-opened', 'p1-idle') and (page.status = 'acknowledged'
                or page.policy_id <> '' and (page.status = 'raised'
                    or page.status = 'exhausted' and page.ring_again_after_s is not null))))
"""
"""Those that need an engineer, and for whom nothing rings and no page was raised."""
_UNPAGED = f"""
select missed.case_id, missed.breach_id from {UNPAGED}
    and missed.breach_id is not null and ($1::text is null or missed.case_id = $1)
order by missed.case_id limit 100
"""  # noqa: S608  constants


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpagedBreach:
    """A P1 that nobody has, and the event that told of its breach."""

    case_id: str
    breach_id: UUID


@dataclass(frozen=True, slots=True)
class MissedCovers:
    """Rows in the notifier's own schema."""

    schema: str

    async def save(self, tx: Connection, missed: Mapping[str, UUID | None]) -> None:
        """Write by which breach each case has been without an engineer for too long; None: it has
        one, or needs none."""
        breaches = {case_id: cause for case_id, cause in missed.items() if cause is not None}
        if breaches:
            pages = [page_id_of(cause, "cover-breached") for cause in breaches.values()]
            await tx.execute(self._sql(_MISS), list(breaches), [*breaches.values()], pages)
        if over := sorted(missed.keys() - breaches.keys()):
            await tx.execute(self._sql(_END), over)

    async def unpaged(self, pool: Pool) -> Sequence[UnpagedBreach]:
        """Return the breaches for which a page is due."""
        return await self._unpaged(pool, None)

    async def is_unpaged(self, tx: Connection, case_id: str) -> bool:
        """Return whether a page is due for a case's breach."""
        return bool(await self._unpaged(tx, case_id))

    async def _unpaged(self, queries: Queries, case_id: str | None) -> Sequence[UnpagedBreach]:
        rows = await queries.fetch(self._sql(_UNPAGED), case_id)
        return [UnpagedBreach(case_id=row["case_id"], breach_id=row["breach_id"]) for row in rows]

    def _sql(self, statement: str) -> str:
        return in_schema(statement, self.schema)
