"""Shows how much waits to be sent and for how long, so that a stuck sender is seen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from events.catalogue.on_call_events import ChannelKind
from events.clock import Clock
from events.errors import EventsError
from events.run_forever import Recovery, run_forever
from notifier.adapters.sending_backlog import SendingBacklog, Waiting
from webapi.health import NotReady
from webapi.metrics import Metrics

_log = structlog.get_logger(__name__)

EVERY_S = 5.0


@dataclass(slots=True)
class WatchBacklog:
    """Watches what waits; from the age `too_long` on the service is degraded.

    It stays ready: the others' messages go.
    """

    backlog: SendingBacklog
    metrics: Metrics
    too_long: timedelta
    _late: bool = field(default=False, init=False)

    async def check(self) -> None:
        """Check for `/health/ready`. Raises NotReady with how many wait, where, and how long."""
        late = self._that_are_late(await self.backlog.read())
        if late:
            raise NotReady(_in_words(late))

    async def step(self) -> int:
        """Look once; return how many messages wait."""
        waiting = await self.backlog.read()
        for kind, messages in waiting.items():
            self.metrics.set("tocsin_messages_waiting", messages.depth, channel=kind)
            self.metrics.set(
                "tocsin_messages_waiting_seconds", messages.age.total_seconds(), channel=kind
            )
        self._say(self._that_are_late(waiting))
        return sum(messages.depth for messages in waiting.values())

    async def run(self, clock: Clock) -> None:
        """Look every few seconds, until cancelled; trouble that passes is logged."""
        await run_forever(
            "backlog-watch",
            self._look,
            clock=clock,
            idle_s=EVERY_S,
            recovery=Recovery(pause_s=EVERY_S, tolerated=(EventsError,)),
        )

    async def _look(self) -> None:
        # Not `step` itself: the messages it counts are no work done, and need no second look.
        await self.step()

    def _that_are_late(self, waiting: Mapping[ChannelKind, Waiting]) -> dict[ChannelKind, Waiting]:
        return {
            kind: messages for kind, messages in waiting.items() if messages.age > self.too_long
        }

    def _say(self, late: Mapping[ChannelKind, Waiting]) -> None:
        """Log once when messages begin to be late, and once when none is."""
        if late and not self._late:
            _log.error("messages-wait-too-long", waiting=_in_words(late))
        elif self._late and not late:
            _log.info("messages-wait-no-longer")
        self._late = bool(late)


def _in_words(late: Mapping[ChannelKind, Waiting]) -> str:
    parts = (
        f"{messages.depth} by {kind}, the oldest for {messages.age.total_seconds():.0f} s"
        for kind, messages in late.items()
    )
    return f"Messages wait to be sent: {'; '.join(parts)}."
