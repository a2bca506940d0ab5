"""Cases with targets of some seconds, to which everything happens that concerns a clock; recorded
as any instance of intake would, whatever the database does meanwhile."""

import asyncio
import random
from collections import deque
from collections.abc import Mapping

import msgspec

from events.catalogue.case_events import CaseOpened
from events.catalogue.terms import CoverPromise, Priority, Target
from events.clock import SystemClock
from events.errors import EventsError
from events.event import Event
from events.store.database_errors import DATABASE_ERRORS
from events.store.event_store import Append
from events.store.postgres_store import PostgresStore
from tests.events.store.sample_appends import comment
from tests.sla_clock.made_up_cases import HAPPENINGS, PLANS, PRIORITIES
from tests.sla_clock.promises import WARNED, opened

PLAIN = "plain-"
"""How the ids of cases begin that are opened and answered, and to which nothing else happens."""

TARGETS_S: Mapping[Priority, int] = {"P1": 3, "P2": 5, "P3": 8, "P4": 12}
LONGEST_S = 30.0
"""After so long nothing is due any more in a case to which nothing happens: a target or two, and
what a wait left over."""

_REMEMBERED = 15
_CLOCK = SystemClock()


def fast(event: CaseOpened) -> CaseOpened:
    """Return the opening with a promise shorter than any terms could have."""
    promise = msgspec.structs.replace(
        event.promise,
        targets={priority: _seconds(amount) for priority, amount in TARGETS_S.items()},
        cover=CoverPromise(after_opening=_seconds(4), after_letting_go=_seconds(2)),
    )
    return msgspec.structs.replace(event, promise=promise)


class Writer:
    """Opens cases and lets things happen to them. `written` counts what was acknowledged."""

    def __init__(self, store: PostgresStore, name: str, seed: int) -> None:
        self._store, self._name, self._dice = store, name, random.Random(f"{seed}-{name}")
        self._cases: deque[str] = deque(maxlen=_REMEMBERED)
        self.opened = self.written = 0

    async def run(self) -> None:
        """Write until cancelled."""
        while True:
            try:
                await self._write_once()
                self.written += 1
            except (EventsError, *DATABASE_ERRORS):
                # It may be in the log or not: the log says.
                await asyncio.sleep(0.3)
            await asyncio.sleep(self._dice.uniform(0.05, 0.4))

    async def _write_once(self) -> None:
        if not self._cases or self._dice.random() < 0.35:
            await self._open()
            return
        case = self._dice.choice(self._cases)
        kinds = ["respond"] if case.startswith(PLAIN) else sorted(HAPPENINGS)
        now, kind = await self._store.now(), self._dice.choice(kinds)
        event = HAPPENINGS[kind](case, now, self._dice.choice(PRIORITIES))
        await self._append(case, event)

    async def _open(self) -> None:
        self.opened += 1
        kind = PLAIN if self._dice.random() < 0.5 else "any-"
        case = f"{kind}{self._name}-{self.opened}"
        now = await self._store.now()
        priority, plan = self._dice.choice(PRIORITIES), self._dice.choice(PLANS)
        event = opened(case, now, priority, plan, terms=WARNED)
        await self._append(case, fast(event))
        self._cases.append(case)

    async def _append(self, case: str, event: Event) -> None:
        new = msgspec.structs.replace(comment(), data=event, occurred_at=_CLOCK.now())
        await self._store.append(
            Append(stream=f"case-{case}", routing_key=case, expected_version=None, events=[new])
        )


def _seconds(amount: int) -> Target:
    return Target(amount=amount, unit="seconds", counts="always")
