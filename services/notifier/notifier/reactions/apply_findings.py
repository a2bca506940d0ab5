"""Turns a batch's findings into events: resolves needless pages, raises those still needed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import structlog

from events.consumer.reaction import Batch
from events.event import Event, Meta
from events.sealing.persons import user_person
from events.store.connection import Connection
from notifier.adapters.open_pages import OpenPages
from notifier.adapters.page_stream import PageStreams, page_append
from notifier.adapters.read_on_call_directory import read_directory
from notifier.adapters.watch_cases import WatchedCases
from notifier.domain.deduplicate_pages import OpenPage, deduplicate_pages
from notifier.domain.escalate_page import Moment
from notifier.domain.freeze_page import is_routed, page_for_case
from notifier.domain.hold_pages import ReadSoFar, hold_pages
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.page_on_call import ACTOR, PageWanted, WatchedCase
from notifier.domain.raise_page import RaisePage, raise_page
from notifier.domain.resolve_page import Relief, ResolvePage, resolve_page
from notifier.reactions.findings import Findings, is_needed

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class FindingsApplier:
    """Works inside the batch's transaction; the partition's number is the shard it writes to."""

    streams: PageStreams
    open_pages: OpenPages
    watched: WatchedCases

    async def apply(
        self,
        batch: Batch[Connection],
        findings: Findings,
        waiting: Sequence[PageWanted],
        cases: Mapping[str, WatchedCase],
    ) -> None:
        """Resolve, then raise what may ring now; remember what must wait for the rest of
        the log.
        """
        # Reliefs first: a page that is still open would keep out, as a duplicate, one wanted after
        # it.
        await self._relieve(batch, findings.reliefs)
        # Judged again by all that is known now: the answer may have come by the other topic, after
        # the deadline had asked for the page.
        wanted = [page for page in findings.wanted if is_needed(page, cases.get(page.case_id))]
        held: list[PageWanted] = []
        if wanted:
            now = await self.streams.lock(batch.tx, batch.partition)
            due, held = hold_pages(wanted, now, _so_far(batch))
            await self.raise_all(batch.tx, due, now)
        if held != list(waiting):
            await self.watched.keep_waiting(batch.tx, batch.topic, batch.partition, held)

    async def raise_waiting(self, tx: Connection, topic: str, partition: int) -> int:
        """Raise what waits in a partition that has no more to come; return how many pages
        waited.
        """
        # The lock before the read: a batch that raises these pages holds it until its commit, and
        # then they no longer wait.
        await self.streams.lock(tx, partition)
        waiting = await self.watched.waiting(tx, topic, partition)
        if waiting:
            cases = await self.watched.load(tx, (page.case_id for page in waiting))
            batch = Batch(tx=tx, topic=topic, partition=partition, events=(), head=True)
            await self.apply(batch, Findings(wanted=tuple(waiting), reliefs=()), waiting, cases)
        return len(waiting)

    async def _relieve(self, batch: Batch[Connection], reliefs: Sequence[Relief]) -> None:
        open_pages = await self.open_pages.of_cases(
            batch.tx, (relief.case_id for relief in reliefs)
        )
        # Reversed, so that of two reliefs for one page the first says why.
        needless = {
            page.page_id: (page, relief)
            for relief in reversed(reliefs)
            for page in open_pages
            if _relieves(relief, page)
        }
        if needless:
            now = await self.streams.lock(batch.tx, batch.partition)
            for page, relief in needless.values():
                await self._resolve(batch.tx, page, relief, now)

    async def _resolve(
        self, tx: Connection, open_page: OpenPage, relief: Relief, now: datetime
    ) -> None:
        page, version = await self.streams.read(tx, open_page.page_id, relief.case_id)
        # Open pages were looked for without the lock: a person may have resolved this one since.
        if page.status == "resolved":
            return
        events = resolve_page(ResolvePage(by=ACTOR, reason=relief.why, now=now), page)
        meta = Meta(correlation_id=uuid4().hex, actor=ACTOR)
        await self.streams.append(
            tx, [page_append(page.page_id, relief.case_id, version, events, (now, meta))]
        )

    async def raise_all(self, tx: Connection, wanted: Sequence[PageWanted], now: datetime) -> None:
        """Raise pages of a shard locked since `now`, unless one for case and reason is open."""
        if not wanted:
            return
        # Read under the lock, so that nobody raises a page between this look and the append.
        open_pages = await self.open_pages.of_cases(tx, (page.case_id for page in wanted))
        directory = await read_directory(tx, self.streams.schema)
        # Routed before duplicates are dropped: of two warnings in one batch the first may page
        # nobody, and must not stand for the second.
        routed = [page for page in wanted if _is_routed(page, directory)]
        for page in deduplicate_pages(routed, open_pages):
            await self._raise_one(tx, page, directory, now)

    async def _raise_one(
        self, tx: Connection, wanted: PageWanted, directory: OnCallDirectory, now: datetime
    ) -> None:
        raised = page_for_case(wanted, directory, now)
        page, version = await self.streams.read(tx, wanted.page_id, wanted.case_id)
        moment = Moment(now=now, planned=min(wanted.wanted_at, now))
        events: list[Event] = raise_page(
            RaisePage(raised=raised, moment=moment, directory=directory), page
        )
        if events:
            at, author = (now, wanted.meta), _reporter(wanted)
            await self.streams.append(
                tx, [page_append(wanted.page_id, wanted.case_id, version, events, at, author)]
            )


def _reporter(wanted: PageWanted) -> str | None:
    return user_person(wanted.customer_id, wanted.reporter_id) if wanted.reporter_id else None


def _is_routed(wanted: PageWanted, directory: OnCallDirectory) -> bool:
    if is_routed(wanted, directory):
        return True
    _log.info("page-not-routed", case_id=wanted.case_id, reason=wanted.reason)
    return False


def _so_far(batch: Batch[Connection]) -> ReadSoFar:
    return ReadSoFar(
        head=batch.head, read_to=batch.events[-1].recorded_at if batch.events else None
    )


def _relieves(relief: Relief, page: OpenPage) -> bool:
    return page.case_id == relief.case_id and page.reason in relief.reasons
