"""Joins a call to a P1 together with the caller, who was no known user (CP-13, CP-16)."""

from functools import reduce

from events.command_runner import CommandRequest, append_of
from events.store.connection import Connection
from events.store.event_store import AlreadyDone
from events.store.postgres_store import PostgresStore
from intake.adapters.add_caller import append_of_caller, check_all_written
from intake.adapters.carry_out_once import CarriedOutBefore, carry_out_once
from intake.adapters.deciders import JOINING_CALL
from intake.domain.add_user import AddUser
from intake.domain.case import Case, existing
from intake.domain.join_phone_call import JoinPhoneCall


async def join_with_caller(
    store: PostgresStore,
    command: JoinPhoneCall,
    adds: AddUser,
    request: CommandRequest[Case | None],
) -> tuple[bytes, bool]:
    """Record the user and the call in one transaction.

    Returns the answer, and whether it was given before. Raises what the decisions raise, KeyReused,
    and what `EventStore.append_in` raises; then neither was recorded.
    """

    async def attempt() -> bytes:
        async with store.transaction() as tx:
            return await _join(store, tx, command, adds, request)

    return await carry_out_once(store, request.key, attempt)


async def _join(
    store: PostgresStore,
    tx: Connection,
    command: JoinPhoneCall,
    adds: AddUser,
    request: CommandRequest[Case | None],
) -> bytes:
    recorded = await store.read_stream_in(tx, request.stream, request.routing_key)
    before = JOINING_CALL.fold(recorded)
    events = JOINING_CALL.decide(command, before)
    case = existing(reduce(JOINING_CALL.evolve, events, before))
    answer = request.respond(case, len(recorded) + len(events))
    joining = append_of(events, len(recorded), answer, request, case.customer_id)
    caller = await append_of_caller(store, tx, case.customer_id, adds, joining.events[0])
    # One call for both streams, so that their shards are locked in order.
    outcomes = await store.append_in(tx, [joining, *caller])
    # Raised, so that no user is added for a call that was joined before.
    if isinstance(outcomes[0], AlreadyDone) and request.key:
        raise CarriedOutBefore(outcomes[0].record, request.key)
    check_all_written(outcomes)
    return answer
