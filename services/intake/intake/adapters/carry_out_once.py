"""Carries a request out once, in a transaction that may have to be tried again."""

from collections.abc import Awaitable, Callable

from events.command_runner import CommandKey
from events.errors import CommandRaced
from events.store.database_errors import DATABASE_ERRORS, meaning_of
from events.store.event_store import CommandRecord
from events.store.postgres_store import PostgresStore
from intake.adapters.add_caller import until_undisturbed


class CarriedOutBefore(Exception):
    """The same request was carried out before: roll back, and give its answer."""

    def __init__(self, record: CommandRecord, key: CommandKey) -> None:
        super().__init__()
        self.answer = record.answer_to(key.fingerprint)


async def carry_out_once(
    store: PostgresStore, key: CommandKey | None, attempt: Callable[[], Awaitable[bytes]]
) -> tuple[bytes, bool]:
    """Attempt it until nothing disturbs it; return its answer, and whether that was given before.

    The same request may have been carried out since its key was looked up: the attempt raises
    CarriedOutBefore, or its append loses a race. Raises what the attempt raises, KeyReused, and
    what `EventStore.append_in` raises; then nothing was written.
    """
    try:
        return await until_undisturbed(attempt), False
    except CarriedOutBefore as repeat:
        return repeat.answer, True
    except CommandRaced:
        # Whoever was first has committed by now, with the same body or another one.
        if answer := await _first_answer_to(store, key):
            return answer, True
        raise
    except DATABASE_ERRORS as error:
        raise meaning_of(error) from error


async def _first_answer_to(store: PostgresStore, key: CommandKey | None) -> bytes | None:
    """Return the answer to the first request under the key. Raises KeyReused, AnswerForgotten."""
    record = await store.find_command(key.command_id) if key else None
    return record.answer_to(key.fingerprint) if key and record else None
