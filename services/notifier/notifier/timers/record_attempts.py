"""Writes down at once what became of a message, or when it is tried again."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import structlog

from events.store.postgres_store import PostgresStore
from notifier.adapters.attempt_outcomes import AttemptOutcomes
from notifier.adapters.claim_attempts import AttemptClaims, DueAttempt
from notifier.domain.record_outcome import RecordOutcome
from notifier.domain.retry_attempt import next_try

_log = structlog.get_logger(__name__)

Result = Literal["sent", "failed", "unknown", "bundled"]


@dataclass(frozen=True, slots=True)
class RecordAttempts:
    """A final outcome is an event, so that the chain goes on; a pause is only a row."""

    store: PostgresStore
    claims: AttemptClaims
    outcomes: AttemptOutcomes

    async def sent(self, attempt: DueAttempt, provider_id: str | None) -> None:
        """Record that the provider took it."""
        await self._record(attempt, "sent", provider_id)

    async def bundled(self, attempt: DueAttempt) -> None:
        """Record that another message carried it."""
        await self._record(attempt, "bundled", None)

    async def failed(self, attempt: DueAttempt, problem: str) -> None:
        """Record that it will never be taken."""
        await self._record(attempt, "failed", problem)

    async def lost(self, attempt: DueAttempt, problem: str) -> None:
        """Record that nobody knows whether it was taken, and try again under the same key."""
        # The event first: `_again` ends the lease, and from then on others may send the message.
        await self._record(attempt, "unknown", problem)
        await self._again(attempt, None, lost=True)

    async def not_taken(self, attempt: DueAttempt, requested: timedelta | None) -> None:
        """Try again what was not taken, when the provider said (`requested`) or after our pause."""
        await self._again(attempt, requested, lost=attempt.was_unknown)

    async def _again(self, attempt: DueAttempt, requested: timedelta | None, *, lost: bool) -> None:
        """Try again; after the last try a message that may have arrived stays unknown."""
        retry = next_try(attempt.tries, attempt.read_at - attempt.send_at, requested)
        if retry is not None:
            await self.claims.try_again(attempt, retry.pause, count=retry.counts)
        elif lost:
            await self.claims.give_up(attempt)
        else:
            await self._record(attempt, "failed", "tries-ran-out")

    async def _record(self, attempt: DueAttempt, result: Result, detail: str | None) -> None:
        outcome = RecordOutcome(
            attempt_key=attempt.attempt_key,
            result=result,
            detail=detail,
            send_at=attempt.send_at,
            now=await self.store.now(),
        )
        await self.outcomes.record(attempt, outcome)
        _log.info(
            "page-attempt",
            page_id=attempt.facts.page_id,
            attempt_key=attempt.attempt_key,
            result=result,
        )
