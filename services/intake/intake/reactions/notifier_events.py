"""Applies a batch of the notifier's events: who can be given a case, and who has one.

All of it happens in the transaction that moves the checkpoint.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Final

from events.catalogue.case_events import (
    CaseAssigned,
    CaseHandedOver,
    CaseReleased,
    CaseReopened,
)
from events.catalogue.on_call_events import (
    EngineerDefined,
    EngineerPersonalDataErased,
    PageReason,
)
from events.catalogue.page_events import PageAcknowledged, PageRaised, PageResolved
from events.command_runner import CommandKey, CommandRequest, append_of
from events.consumer.reaction import Batch
from events.errors import Retryable
from events.event import Recorded, caused_by, derived_id
from events.store.connection import Connection
from events.store.event_store import Append, Conflict
from intake.adapters.deciders import TAKING_P1
from intake.adapters.engineer_table import EngineerTable
from intake.adapters.streams import Store, case_stream
from intake.domain.case import Case
from intake.domain.take_acknowledged_p1 import TakeAcknowledgedP1

COVERS: Final[frozenset[PageReason]] = frozenset(
    {
        "p1-opened",
        "p1-idle",
        "deadline-warned",
        "deadline-breached",
        "cover-warned",
        "cover-breached",
    }
)
"""Why a page asks for somebody who takes the case. Whoever is called by hand comes to help."""


_CHANGES_HANDS = CaseAssigned | CaseHandedOver | CaseReleased | CaseReopened


class CaseMovedOn(Retryable):
    """Somebody else recorded something in a case in between; the batch is read again."""


class NotifierEvents:
    """The reaction to `notifier.events`."""

    def __init__(self, store: Store, engineers: EngineerTable) -> None:
        self._store, self._engineers = store, engineers

    async def apply(self, batch: Batch[Connection]) -> None:
        """Record who can be paged and who is erased, and give P1s to those who acknowledged their
        pages (CP-26).
        """
        assigning = _Assigning(self._store)
        for record in batch.events:
            await self._apply(batch.tx, record, assigning)
        if not assigning.appends:
            return
        # In one call: it locks the shards in the order that every append of several does.
        outcomes = await self._store.append_in(batch.tx, assigning.appends)
        if any(isinstance(outcome, Conflict) for outcome in outcomes):
            raise CaseMovedOn("a case moved on while its page was acknowledged")

    async def _apply(self, tx: Connection, record: Recorded, assigning: "_Assigning") -> None:
        match record.data:
            case EngineerDefined(engineer_id=engineer_id):
                await self._engineers.add(tx, [engineer_id])
            case EngineerPersonalDataErased() as erased:
                await self._engineers.erase(tx, erased, record.recorded_at)
            case PageRaised(case_id=str() as case_id, drill=False) as page:
                if page.reason in COVERS:
                    await self._engineers.remember_page(tx, page.page_id, case_id)
            case PageAcknowledged() as acknowledged:
                await self._acknowledged(tx, record, acknowledged, assigning)
            case PageResolved(page_id=page_id):
                await self._engineers.forget_page(tx, page_id)
            case _:
                pass

    async def _acknowledged(
        self, tx: Connection, record: Recorded, page: PageAcknowledged, assigning: "_Assigning"
    ) -> None:
        case_id = await self._engineers.case_of(tx, page.page_id)
        if case_id is not None:
            await assigning.assign(tx, case_id, page, record)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """A case, its version, and when it was last given to anybody, which no event's data tells."""

    case: Case | None
    version: int
    given_at: datetime | None


class _Assigning:
    """The cases that a batch gives to engineers, as its earlier records left them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._cases = dict[str, _Known]()
        self.appends: list[Append] = []

    async def assign(
        self, tx: Connection, case_id: str, page: PageAcknowledged, record: Recorded
    ) -> None:
        """Add what follows from an acknowledgement, unless it was recorded before."""
        command_id = derived_id(record.event_id, f"assign/{case_id}")
        if await self._store.find_command_in(tx, command_id):
            return
        before = self._cases.get(case_id) or await self._load(case_id)
        command = TakeAcknowledgedP1(
            engineer_id=page.by, acknowledged_at=page.at, given_at=before.given_at
        )
        events = TAKING_P1.decide(command, before.case)
        if not events:
            return
        request: CommandRequest[Case | None] = CommandRequest(
            stream=case_stream(case_id),
            routing_key=case_id,
            meta=caused_by(record, actor=page.by),
            occurred_at=page.at,
            respond=lambda _case, _version: b"",
            key=CommandKey(command_id=command_id, fingerprint=record.event_id.bytes),
        )
        self.appends.append(append_of(events, before.version, b"", request))
        self._cases[case_id] = _Known(
            case=reduce(TAKING_P1.evolve, events, before.case),
            version=before.version + len(events),
            given_at=page.at,
        )

    async def _load(self, case_id: str) -> _Known:
        recorded = await self._store.read_stream(case_stream(case_id), case_id)
        return _Known(
            case=TAKING_P1.fold(recorded),
            version=recorded[-1].version if recorded else 0,
            given_at=_last_given(recorded),
        )


def _last_given(recorded: Sequence[Recorded]) -> datetime | None:
    # Whoever took its page before it was let go of, or reopened, does not have it for that.
    given = (one.occurred_at for one in recorded if isinstance(one.data, _CHANGES_HANDS))
    return max(given, default=None)
