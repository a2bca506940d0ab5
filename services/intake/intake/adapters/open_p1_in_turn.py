"""Opens P1s of a customer one after the other.

Of two reported in the same instant, the second knows of the first (CP-16).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial, reduce

from events.command_runner import CommandKey, CommandRequest, append_of
from events.command_turns import TURNS
from events.event import Meta, NewEvent, derived_id
from events.store.connection import Connection
from events.store.event_store import AlreadyDone, Append, Appended
from events.store.postgres_store import PostgresStore
from intake.adapters.add_caller import append_of_caller, check_all_written
from intake.adapters.carry_out_once import CarriedOutBefore, carry_out_once
from intake.adapters.deciders import OPENING_P1
from intake.adapters.list_queries import ListQueries
from intake.adapters.streams import case_stream
from intake.domain import open_p1
from intake.domain.case import Case, existing
from intake.domain.likely_twins import LikelyTheSame
from intake.domain.open_p1 import OpenP1Case


@dataclass(frozen=True, slots=True, kw_only=True)
class P1Request:
    """What is known about a request besides its command; `respond` makes the answer to store."""

    meta: Meta
    key: CommandKey | None
    respond: Callable[[Case, int], bytes]
    author: str | None = None


async def open_in_turn(
    store: PostgresStore, lists: ListQueries, command: OpenP1Case, request: P1Request
) -> tuple[bytes, bool]:
    """Number and open the case beside the P1s that are open in this very transaction.

    A caller who is to be added is added in it, too, so that neither is there without the other.
    Returns the answer, and whether it was given before: the same request may have been carried out
    since its key was looked up. Raises what the decision raises, KeyReused, and what
    `EventStore.append_in` raises; then nothing was written.
    """
    customer_id = command.opening.customer.customer_id
    # Commands of this process wait here, before they hold a connection: waiting for the database's
    # lock below costs one each.
    async with TURNS.of(store, f"p1s-of-{customer_id}"):
        attempt = partial(_open_once, store, lists, command, request)
        return await carry_out_once(store, request.key, attempt)


async def _open_once(
    store: PostgresStore, lists: ListQueries, command: OpenP1Case, request: P1Request
) -> bytes:
    customer_id = command.opening.customer.customer_id
    async with store.transaction() as tx:
        # Before any read: each statement after it sees what the turn before has committed.
        await lists.wait_for_turn(tx, customer_id)
        # `ruled_out` is older: a call is asked about a P1 that was opened meanwhile, too.
        beside = replace(command, open_p1s=await lists.open_p1s(customer_id, tx))
        await _check_chosen(store, tx, beside, request.key)
        # Only now: a call that is asked about a P1 has drawn no number.
        opening = replace(beside.opening, number=await lists.next_number(tx))
        return await _open(store, tx, replace(beside, opening=opening), request)


async def _check_chosen(
    store: PostgresStore, tx: Connection, command: OpenP1Case, key: CommandKey | None
) -> None:
    """Raise LikelyTheSame, or CarriedOutBefore if the likely twin may be this request's case."""
    try:
        open_p1.check_chosen(command)
    except LikelyTheSame:
        # Looked up only here: otherwise the append finds the key by itself.
        if key and (record := await store.find_command_in(tx, key.command_id)):
            raise CarriedOutBefore(record, key) from None
        raise


async def _open(
    store: PostgresStore, tx: Connection, command: OpenP1Case, request: P1Request
) -> bytes:
    events = OPENING_P1.decide(command, OPENING_P1.initial)
    case = existing(reduce(OPENING_P1.evolve, events, OPENING_P1.initial))
    response = request.respond(case, len(events))
    customer_id = command.opening.customer.customer_id
    opening = append_of(events, 0, response, _command_request(command, request), customer_id)
    # One call for all streams, so that their shards are locked in order. It also writes the list,
    # an inline projection, which the next turn reads.
    caller = await append_of_caller(store, tx, customer_id, command.opening.adds, opening.events[0])
    appends = [opening, *caller, *_marks_of_twins(command, opening)]
    outcome, *others = await store.append_in(tx, appends)
    if isinstance(outcome, AlreadyDone) and request.key:
        # Raised, so that the marks on the others are rolled back: the twins are those of the first.
        raise CarriedOutBefore(outcome.record, request.key)
    assert isinstance(outcome, Appended), "the id was just drawn, and no key is there without one"
    check_all_written(others)
    return response


def _command_request(command: OpenP1Case, request: P1Request) -> CommandRequest[Case | None]:
    case_id = command.opening.case_id
    return CommandRequest(
        stream=case_stream(case_id),
        routing_key=case_id,
        meta=request.meta,
        occurred_at=command.opening.now,
        respond=lambda case, version: request.respond(existing(case), version),
        key=request.key,
        author=request.author,
    )


def _marks_of_twins(command: OpenP1Case, opening: Append) -> list[Append]:
    """Return the same marks on the cases that were there before."""
    first = opening.events[0]
    return [
        Append(
            stream=case_stream(mark.case_id),
            routing_key=mark.case_id,
            # Any version: the mark holds, whatever else happens to that case.
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
