"""Opens a P1 in its customer's turn: of two that are told in the same instant, the second knows of
the first (CP-16).
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

from events.command_runner import CommandKey, append_of
from events.command_turns import TURNS
from events.errors import CommandRaced
from events.event import NewEvent, derived_id
from events.store.connection import Connection
from events.store.database_errors import DATABASE_ERRORS, meaning_of
from events.store.event_store import Append, Appended
from intake.adapters.list_queries import ListQueries
from intake.adapters.streams import Asked, Store, case_request, case_stream
from intake.domain import case as cases
from intake.domain import open_p1
from intake.domain.case import Case, CaseEvent
from intake.domain.open_p1 import OpenP1Case


async def open_in_turn(
    store: Store, lists: ListQueries, command: OpenP1Case, asked: Asked[Case]
) -> tuple[bytes, bool]:
    """Open the case beside the P1s that are open in this very transaction: the answer, and whether
    it was given before.

    Raises what the decision raises, KeyReused, and what `EventStore.append_in` does; then nothing
    was written.
    """
    customer_id = command.opening.customer.customer_id
    # Those of this process wait here, so that they do not hold a connection each while they wait for the database's lock.
    async with TURNS.of(store, f"p1s-of-{customer_id}"):
        try:
            async with store.transaction() as tx:
                await lists.wait_for_turn(tx, customer_id)
                if (before := await _answered_before(store, tx, asked.key)) is not None:
                    return before, True
                return await _open(
                    store,
                    tx,
                    replace(command, open_p1s=await lists.open_p1s(customer_id, tx)),
                    asked,
                ), False
        except DATABASE_ERRORS as error:
            raise meaning_of(error) from error


async def _answered_before(store: Store, tx: Connection, key: CommandKey | None) -> bytes | None:
    """Asked again in the turn: the same request may have been carried out while this one waited."""
    record = await store.find_command_in(tx, key.command_id) if key else None
    if record is None or key is None:
        return None
    return record.answer_to(key.fingerprint)


async def _open(store: Store, tx: Connection, command: OpenP1Case, asked: Asked[Case]) -> bytes:
    events = open_p1.decide(command, None)
    response = asked.answer(_folded(events), len(events))
    opening = append_of(events, 0, response, case_request(command.opening.case_id, asked))
    outcome, *_ = await store.append_in(tx, [opening, *_marks_of_twins(command, opening)])
    if not isinstance(outcome, Appended):
        raise CommandRaced("the same key was used for another customer's case at the same time")
    return response


def _folded(events: Sequence[CaseEvent]) -> Case:
    case = reduce(cases.evolve, events, None)
    return cases.existing(case)


def _marks_of_twins(command: OpenP1Case, opening: Append) -> list[Append]:
    """The same marks on the cases that were there before, whatever else happens to those."""
    first = opening.events[0]
    return [
        Append(
            stream=case_stream(mark.case_id),
            routing_key=mark.case_id,
            expected_version=None,
            events=[
                NewEvent(
                    data=mark,
                    event_id=derived_id(first.event_id, f"twin/{mark.case_id}"),
                    occurred_at=first.occurred_at,
                    meta=first.meta,
                )
            ],
        )
        for mark in open_p1.marks_on_others(command)
    ]
