"""Changes routing rules one after the other.

Of two that are removed in the same instant, the second knows that the first is gone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Generic, TypeAlias, TypeVar

from events.catalogue.on_call_events import RoutingRuleDefined
from events.command_runner import CommandRequest, Decider, append_of
from events.command_turns import TURNS
from events.errors import CommandRaced, WrongExpectedVersion
from events.store.connection import Connection
from events.store.database_errors import DATABASE_ERRORS, meaning_of
from events.store.event_store import Appended
from events.store.postgres_store import PostgresStore
from notifier.adapters.read_on_call_directory import read_directory
from notifier.domain.on_call_directory import OnCallDirectory

Command = TypeVar("Command")
Rule: TypeAlias = RoutingRuleDefined | None

# A lock on a text: what must stay true (a P1 pages somebody) is about all rules together, so no row
# and no stream stands for it. The last number keeps it apart from the other locks of a database.
_TURN = "select pg_advisory_xact_lock(hashtextextended($1, 8005))"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChange(Generic[Command]):
    """A change of one rule; `make_command` is given all that is defined when its turn has come.

    `request.respond` is given the rule after the change, or as it was if the change removes it.
    """

    decider: Decider[Command, Rule]
    make_command: Callable[[OnCallDirectory], Command]
    request: CommandRequest[Rule]


async def change_rule_in_turn(
    store: PostgresStore, schema: str, change: RuleChange[Command]
) -> tuple[bytes, bool]:
    """Change the rule beside those that are defined in this very transaction.

    Returns the answer, and whether it was given before. Raises what `make_command` and the decision
    raise, WrongExpectedVersion if If-Match is stale, KeyReused, AnswerForgotten, and what
    `EventStore.append_in` raises; then nothing was written.
    """
    # Commands of this process wait here, before they hold a connection: waiting for the database's
    # lock below costs one each.
    async with TURNS.of(store, "routing-rules"):
        try:
            async with store.transaction() as tx:
                # Before any read: each statement after it sees what the turn before has committed.
                await tx.execute(_TURN, f"{schema}/routing-rules")
                if (before := await _first_answer(store, tx, change.request)) is not None:
                    return before, True
                command = change.make_command(await read_directory(tx, schema))
                return await _change(store, tx, command, change), False
        except DATABASE_ERRORS as error:
            raise meaning_of(error) from error


async def _first_answer(
    store: PostgresStore, tx: Connection, request: CommandRequest[Rule]
) -> bytes | None:
    if request.key is None:
        return None
    record = await store.find_command_in(tx, request.key.command_id)
    return None if record is None else record.answer_to(request.key.fingerprint)


async def _change(
    store: PostgresStore, tx: Connection, command: Command, change: RuleChange[Command]
) -> bytes:
    request, decider = change.request, change.decider
    recorded = await store.read_stream_in(tx, request.stream, request.routing_key)
    rule, version = decider.fold(recorded), recorded[-1].version if recorded else 0
    if request.expected_version not in (None, version):
        raise WrongExpectedVersion(request.stream, request.expected_version or 0, version)
    events = decider.decide(command, rule)
    after = reduce(decider.evolve, events, rule)
    response = request.respond(after or rule, version + len(events))
    # Nothing is recorded, so the key is not kept either: a repeat decides anew.
    if not events:
        return response
    (outcome,) = await store.append_in(tx, [append_of(events, version, response, request)])
    if not isinstance(outcome, Appended):
        raise CommandRaced("the rule was changed, or the same key was used, at the same time")
    return response
