"""Clears the plain copies that the notifier keeps of erased people beside its log: what it
remembers of cases, what pages say, pages that wait, answers that were kept for repeated requests.
"""

from dataclasses import dataclass

from events.sealing.persons import case_person
from events.sealing.stand_ins import ERASED
from events.store.connection import Connection, in_schema
from events.store.event_store import FORGOTTEN_ANSWER
from events.store.statements_for_services import (
    DROP_KEYS,
    FORGET_ANSWERS_ABOUT,
    SEALED_BY_ERASED,
)
from webapi.erased_people import ErasedPerson

# Of whoever is not known any more who reported it, too: too many rather than too few. What the
# person wrote since is under a new key, and stays.
_CASES = """
select case_id from {schema}.watched_case
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
_BY_THEIR_KEY = f"""exists (select from {SEALED_BY_ERASED}
    where event.shard = page.shard and event.stream = 'page-' || page.page_id
        and event.type = {{type}})"""
# What they wrote in pages by hand, and notes that name them: these are sealed by their key.
_CLEAR_WRITTEN = f"""
update {{schema}}.page set what = $2 where reason in ('by-hand', 'drill') and what <> $2
    and {_BY_THEIR_KEY.replace("{type}", "'notifier.page.raised'")}
"""  # noqa: S608  constants
_CLEAR_NOTES = f"""
update {{schema}}.page set note = $2 where note <> $2
    and {_BY_THEIR_KEY.replace("{type}", "'notifier.page.rung-again'")}
"""  # noqa: S608  constants


@dataclass(frozen=True, slots=True)
class ClearCopies:
    """Clears a person's copies in a schema, in the transaction of `ClearErased`."""

    schema: str

    async def __call__(self, tx: Connection, person: ErasedPerson) -> None:
        """Clear an engineer's, or a customer's user's."""
        await (self._clear_engineer if person.is_staff else self._clear_user)(tx, person)

    async def _clear_user(self, tx: Connection, user: ErasedPerson) -> None:
        of_user = (user.customer_id, user.person_id, user.erased_at)
        rows = await tx.fetch(self._sql(_CASES), *of_user)
        cases = [row["case_id"] for row in rows]
        await tx.execute(self._sql(_CLEAR_SUBJECTS), cases, ERASED)
        await tx.execute(self._sql(_CLEAR_REACH), *of_user)
        await tx.execute(self._sql(_CLEAR_PAGES), cases, ERASED)
        await tx.execute(self._sql(_CLEAR_WAITING), cases, ERASED)
        # Pages that were raised before it was known whose words they repeat.
        await tx.execute(self._sql(DROP_KEYS), [*map(case_person, cases)], user.erased_at)

    async def _clear_engineer(self, tx: Connection, engineer: ErasedPerson) -> None:
        # By the id, which stands beside whatever an answer has of them: too many rather than too
        # few. What was answered since has nothing of it.
        named, at = f'"{engineer.person_id}"'.encode(), engineer.erased_at
        await tx.execute(self._sql(FORGET_ANSWERS_ABOUT), named, FORGOTTEN_ANSWER, at)
        await tx.execute(self._sql(_CLEAR_WRITTEN), engineer.owner, ERASED)
        await tx.execute(self._sql(_CLEAR_NOTES), engineer.owner, ERASED)

    def _sql(self, statement: str) -> str:
        return in_schema(statement, self.schema)
