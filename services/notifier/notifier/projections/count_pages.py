"""Counts what happens to pages, for dashboards and alerts."""

from collections.abc import Sequence

from events.catalogue.page_events import (
    PageAcknowledged,
    PageAttemptFailed,
    PageAttemptSent,
    PageAttemptUnknown,
    PageExhausted,
    PageRaised,
    PageRungAgain,
    PageStepFailed,
    PageStepSkipped,
)
from events.event import Recorded
from events.store.connection import Connection
from webapi.metrics import MetricRule, Metrics, MetricTable

NOTIFIER_METRICS: MetricTable = {
    "tocsin_pages_total": MetricRule("counter", "Pages raised.", ("reason",)),
    "tocsin_pages_without_chain_total": MetricRule(
        "counter", "Pages for which no policy was found.", ("reason",)
    ),
    "tocsin_page_steps_skipped_total": MetricRule(
        "counter", "Steps that reached nobody.", ("reason",)
    ),
    "tocsin_page_steps_failed_total": MetricRule(
        "counter", "Steps of which every message failed for good."
    ),
    "tocsin_pages_rung_again_total": MetricRule("counter", "Chains that began anew.", ("reason",)),
    "tocsin_pages_exhausted_total": MetricRule(
        "counter", "Chains that ended and nobody acknowledged."
    ),
    "tocsin_pages_acknowledged_total": MetricRule("counter", "Pages that somebody has.", ("via",)),
    "tocsin_page_attempts_total": MetricRule(
        "counter", "Messages, by what became of them.", ("outcome",)
    ),
    "tocsin_page_late_seconds": MetricRule(
        "histogram", "From when a message should have gone to when it was taken."
    ),
    "tocsin_messages_waiting": MetricRule(
        "gauge", "Messages that should have gone and have not.", ("channel",)
    ),
    "tocsin_messages_waiting_seconds": MetricRule(
        "gauge", "How long the oldest of them waits.", ("channel",)
    ),
}


class CountPages:
    """An inline projection; it counts before the commit.

    A transaction that is rolled back is counted, too; nothing rests on it.
    """

    def __init__(self) -> None:
        self.metrics = Metrics(NOTIFIER_METRICS)

    async def __call__(self, tx: Connection, events: Sequence[Recorded], /) -> None:
        """Count what happened."""
        # Nothing of it is in the database, which may roll back what is counted here.
        del tx
        for recorded in events:
            self._count(recorded)

    def _count(self, recorded: Recorded) -> None:
        match recorded.data:
            case PageRaised() as raised:
                self.metrics.count("tocsin_pages_total", reason=raised.reason)
                if not raised.steps:
                    self.metrics.count("tocsin_pages_without_chain_total", reason=raised.reason)
            case PageStepSkipped(reason=reason):
                self.metrics.count("tocsin_page_steps_skipped_total", reason=reason)
            case PageStepFailed():
                self.metrics.count("tocsin_page_steps_failed_total")
            case PageRungAgain(reason=reason):
                self.metrics.count("tocsin_pages_rung_again_total", reason=reason)
            case PageExhausted():
                self.metrics.count("tocsin_pages_exhausted_total")
            case PageAcknowledged(via=via):
                self.metrics.count("tocsin_pages_acknowledged_total", via=via)
            case PageAttemptSent(late_by_s=late_by_s):
                self.metrics.count("tocsin_page_attempts_total", outcome="sent")
                self.metrics.observe("tocsin_page_late_seconds", late_by_s)
            case PageAttemptFailed():
                self.metrics.count("tocsin_page_attempts_total", outcome="failed")
            case PageAttemptUnknown():
                self.metrics.count("tocsin_page_attempts_total", outcome="unknown")
            case _:
                pass
