"""Logs what must not pass in silence: a step without people, a chain's end, a lost message."""

from collections.abc import Sequence

import structlog

from events.catalogue.page_events import (
    PageAttemptFailed,
    PageExhausted,
    PageRaised,
    PageRungAgain,
    PageStepFailed,
    PageStepSkipped,
)
from events.event import Recorded
from events.store.connection import Connection

_log = structlog.get_logger(__name__)


async def log_page_alerts(tx: Connection, events: Sequence[Recorded], /) -> None:
    """Log ids and reasons, never a name, an address or a text.

    An inline projection that writes no table.
    """
    del tx
    for recorded in events:
        match recorded.data:
            case PageRaised(steps=()) as page:
                _log.error(
                    "page-has-no-chain",
                    page_id=page.page_id,
                    case_id=page.case_id,
                    reason=page.reason,
                )
            case PageStepSkipped() as skipped:
                details = {
                    "page_id": skipped.page_id,
                    "step": skipped.step,
                    "reason": skipped.reason,
                }
                _log.error("page-step-skipped", **details)
            case PageStepFailed() as failed:
                _log.error("page-step-failed", page_id=failed.page_id, step=failed.step)
            case PageRungAgain(page_id=page_id, reason=reason):
                # A warning and no error: ringing again is what CP-26 asks for.
                _log.warning("page-rung-again", page_id=page_id, reason=reason)
            case PageExhausted(page_id=page_id):
                _log.error("page-exhausted", page_id=page_id)
            case PageAttemptFailed() as failed:
                details = {
                    "page_id": failed.page_id,
                    "attempt_key": failed.attempt_key,
                    "problem": failed.problem,
                }
                _log.error("page-attempt-failed", **details)
            case _:
                pass
