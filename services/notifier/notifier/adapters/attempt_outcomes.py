"""Writes what became of a message to its page's stream."""

from dataclasses import dataclass

from events.command_runner import CommandRequest, ready, run_command
from events.errors import WrongExpectedVersion
from events.event import Meta
from events.store.postgres_store import PostgresStore
from notifier.adapters.claim_attempts import DueAttempt
from notifier.adapters.deciders import RECORDING
from notifier.adapters.page_stream import stream_of
from notifier.domain.page import Page
from notifier.domain.page_on_call import ACTOR
from notifier.domain.record_outcome import RecordOutcome

# Each lost race is a step forward of somebody else; a page has few who write to it.
_RACES = 20


@dataclass(frozen=True, slots=True)
class AttemptOutcomes:
    """Append outcomes to the pages' streams.

    If others keep writing to a page it tries again, because an outcome must not be lost.
    """

    store: PostgresStore

    async def record(self, attempt: DueAttempt, outcome: RecordOutcome) -> None:
        """Write the outcome, unless it is known already."""
        for _ in range(_RACES - 1):
            try:
                return await self._record(attempt, outcome)
            except WrongExpectedVersion:
                continue
        # The last race is not caught: the worker ends, and after its lease the message goes again.
        return await self._record(attempt, outcome)

    async def _record(self, attempt: DueAttempt, outcome: RecordOutcome) -> None:
        meta = Meta(
            correlation_id=attempt.correlation_id, traceparent=attempt.traceparent, actor=ACTOR
        )
        request: CommandRequest[Page] = CommandRequest(
            stream=stream_of(attempt.facts.page_id),
            routing_key=attempt.routing_key,
            meta=meta,
            occurred_at=outcome.now,
            respond=_no_answer,
        )
        await run_command(self.store, RECORDING, ready(outcome), request=request)


def _no_answer(page: Page, version: int) -> bytes:
    del page, version
    return b""
