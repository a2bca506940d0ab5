"""Clears the plain copies that the notifier keeps of erased people beside its log: what it
remembers of cases, what pages say, pages that wait, answers that were kept for repeated requests.
"""

from datetime import datetime, timedelta
from typing import Final

from events.clock import Clock
from events.run_forever import Recovery, run_forever
from events.sealing.key_source import REMEMBERED_S
from events.sealing.persons import case_person, staff_person, user_person
from events.sealing.stand_ins import ERASED
from events.store.connection import Connection, Pool, in_schema
from events.store.event_store import FORGOTTEN_ANSWER
from events.store.sealing_keys import SealingKeyTable
from events.store.statements_for_services import DROP_KEY, FORGET_ANSWERS_ABOUT
from notifier.projections.erased_engineers import NO_CUSTOMER

_POLL_S: Final = 1.0
_RECOVERY: Final = Recovery(pause_s=0.5, longest_pause_s=10.0)
# A copy may yet be made of what another process opens with a key that it remembers.
_AGAIN: Final = timedelta(seconds=REMEMBERED_S + 10)

# One at a time, by whichever instance comes first. By the real time, as keys are remembered.
_NEXT = """
select customer_id, person_id, erased_at, again_at is not null as again
from {schema}.erased_person where again_at is null or again_at <= clock_timestamp()
order by erased_at limit 1 for update skip locked
"""
_ONCE_MORE = """
update {schema}.erased_person set again_at = clock_timestamp() + $3::interval
where customer_id = $1 and person_id = $2
"""
_DONE = "delete from {schema}.erased_person where customer_id = $1 and person_id = $2"

# Of whoever is not known any more who reported it, too: too many rather than too few. What the
# person wrote since is under a new key, and stays.
_CASES = """
select case_id, reporter_id is null as unknown from {schema}.watched_case
where customer_id = $1 and (reporter_id = $2 or reporter_id is null)
    and (opened_at is null or opened_at <= $3)
"""
_CLEAR_SUBJECTS = """
update {schema}.watched_case set subject = $2
where case_id = any($1::text[]) and subject not in ('', $2)
"""
_CLEAR_REACH = """
update {schema}.watched_case set reach = null, reach_by = null, reach_at = null
where customer_id = $1 and (reach_by = $2 or reach_by is null) and reach is not null
    and (reach_at is null or reach_at <= $3)
"""
# What happened, without the customer's words that it begins with.
_WITHOUT = """case when {what} = {subject} then $2
    when starts_with({what}, {subject} || '; ') then $2 || substr({what}, length({subject}) + 1)
    else {what} end"""
# An old page does not know what of it is the customer's.
_CLEAR_PAGES = f"""
update {{schema}}.page set
    what = case when case_subject is null then $2
        else {_WITHOUT.format(what="what", subject="case_subject")} end,
    case_subject = case when case_subject is null then null else $2 end
where case_id = any($1::text[]) and case_subject is distinct from $2
    and (case_subject is not null or reason = 'p1-opened')
"""  # noqa: S608  constants
_WANTED = {"what": "wanted ->> 'what'", "subject": "wanted ->> 'case_subject'"}
_CLEAR_WAITING = f"""
update {{schema}}.page_wanted set wanted = (wanted::jsonb || jsonb_build_object(
    'what', {_WITHOUT.format(**_WANTED)}, 'case_subject', $2::text))::json
where wanted ->> 'case_id' = any($1::text[]) and wanted ->> 'case_subject' <> $2
"""  # noqa: S608  constants
_BY_THEIR_KEY = """exists (select from {schema}.es_event as event
    join {schema}.es_sealing_key as its on its.key_id = event.data -> 'sealed' ->> 'key'
    where its.owner = $1 and its.erased_at is not null and event.shard = page.shard
        and event.stream = 'page-' || page.page_id and event.type = {type})"""
# What they wrote in pages by hand, and notes that name them: these are sealed by their key.
_CLEAR_WRITTEN = f"""
update {{schema}}.page set what = $2 where reason in ('by-hand', 'drill') and what <> $2
    and {_BY_THEIR_KEY.replace("{type}", "'notifier.page.raised'")}
"""  # noqa: S608  constants
_CLEAR_NOTES = f"""
update {{schema}}.page set note = $2 where note <> $2
    and {_BY_THEIR_KEY.replace("{type}", "'notifier.page.rung-again'")}
"""  # noqa: S608  constants


class ClearErased:
    """Works off the table `erased_person`, within seconds."""

    def __init__(self, pool: Pool, schema: str, keys: SealingKeyTable, *, clock: Clock) -> None:
        self._pool, self._schema, self._keys, self._clock = pool, schema, keys, clock

    async def run(self) -> None:
        """Clear what is to be cleared, until cancelled."""
        await run_forever(
            "clearing of erased people",
            self.step,
            clock=self._clock,
            idle_s=_POLL_S,
            recovery=_RECOVERY,
        )

    async def step(self) -> int:
        """Clear one person's copies, all or none of them; return how many persons were cleared."""
        async with self._pool.acquire() as tx, tx.transaction():
            row = await tx.fetchrow(self._sql(_NEXT))
            if row is None:
                return 0
            customer_id, person_id, erased_at, again = row
            if customer_id == NO_CUSTOMER:
                owner = staff_person(person_id)
                await self._clear_engineer(tx, person_id, owner, erased_at)
            else:
                owner = user_person(customer_id, person_id)
                await self._clear_user(tx, customer_id, person_id, erased_at)
            if again:
                await tx.execute(self._sql(_DONE), customer_id, person_id)
            else:
                await tx.execute(self._sql(_ONCE_MORE), customer_id, person_id, _AGAIN)
        self._keys.forget(owner)
        return 1

    async def _clear_user(
        self, tx: Connection, customer_id: str, user_id: str, erased_at: datetime
    ) -> None:
        rows = await tx.fetch(self._sql(_CASES), customer_id, user_id, erased_at)
        cases = [row["case_id"] for row in rows]
        await tx.execute(self._sql(_CLEAR_SUBJECTS), cases, ERASED)
        await tx.execute(self._sql(_CLEAR_REACH), customer_id, user_id, erased_at)
        await tx.execute(self._sql(_CLEAR_PAGES), cases, ERASED)
        await tx.execute(self._sql(_CLEAR_WAITING), cases, ERASED)
        for case_id in [row["case_id"] for row in rows if row["unknown"]]:
            await tx.execute(self._sql(DROP_KEY), case_person(case_id), erased_at)

    async def _clear_engineer(
        self, tx: Connection, engineer_id: str, owner: str, erased_at: datetime
    ) -> None:
        # By the id, which stands beside whatever an answer has of them: too many rather than too
        # few. What was answered since has nothing of it.
        named = f'"{engineer_id}"'.encode()
        await tx.execute(self._sql(FORGET_ANSWERS_ABOUT), named, FORGOTTEN_ANSWER, erased_at)
        await tx.execute(self._sql(_CLEAR_WRITTEN), owner, ERASED)
        await tx.execute(self._sql(_CLEAR_NOTES), owner, ERASED)

    def _sql(self, statement: str) -> str:
        return in_schema(statement, self._schema)
