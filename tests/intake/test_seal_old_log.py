"""A log that was recorded plain is sealed into a new store: the same events, another chain, and the
old one's heads beside it."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from careplans.terms import load_terms
from events.catalogue.case_events import CaseCommented, CaseOpened, MessageText
from events.catalogue.customer_events import PersonName, UserAdded
from events.catalogue.registry import CATALOGUE
from events.catalogue.samples import read_sample
from events.clock import SystemClock
from events.event import Event, Meta, NewEvent
from events.operations.anchors import read_anchors
from events.operations.export_store import export_store
from events.operations.import_store import ImportTarget
from events.operations.terminal import StopCommand
from events.operations.verify_store import verify_store
from events.sealing.key_ring import KeyRing
from events.store.connection import Pool, make_pool
from events.store.event_store import Append
from events.store.sealing_keys import SealingKeyTable
from intake.adapters.build_store import IMPORT_PROJECTIONS, make_store
from intake.adapters.terms_library import TermsLibrary
from intake.history.seal_old_log import seal_old_log
from tests.support.databases import Databases

LIBRARY = TermsLibrary(load_terms())
OPENED = CATALOGUE.decode("intake.case.opened", 2, read_sample("intake.case.opened.v2"))
ANN = UserAdded(
    customer_id="acme", user_id="u-ada", personal=PersonName(name="Ada", email="ada@acme.example")
)


def comment(text: str, by: str) -> CaseCommented:
    return CaseCommented(case_id="case-7f3a", author_id=by, personal=MessageText(text=text))


def append(stream: str, key: str, *events: Event) -> Append:
    meta = Meta(correlation_id="c", actor="e-grace")
    at = OPENED.opened_at if isinstance(OPENED, CaseOpened) else None
    assert at is not None
    news = [NewEvent(data=it, event_id=uuid4(), occurred_at=at, meta=meta) for it in events]
    return Append(stream=stream, routing_key=key, expected_version=None, events=news)


@pytest.fixture
async def export(intake_dsn: str, tmp_path: Path) -> AsyncIterator[Path]:
    """The export of a plain log: a user, her case, and what she and support wrote."""
    pool = await make_pool(intake_dsn, size=3)
    store = make_store(pool, 12, LIBRARY)
    await store.append(append("customer-acme", "acme", ANN))
    words = comment("It burns", "u-ada"), comment("Pour water", "e-grace")
    await store.append(append("case-case-7f3a", "case-7f3a", OPENED, *words))
    await store.close()
    file = tmp_path / "old.jsonl"
    await export_store(pool, "intake", "intake", file)
    yield file
    await pool.close()


async def sealed_into(pool: Pool, export: Path, heads: Path) -> SealingKeyTable:
    ring = KeyRing("a sealing key for tests, and long enough")
    keys = SealingKeyTable(pool, "intake", ring, SystemClock())
    target = ImportTarget(
        schema="intake", source="intake", catalogue=CATALOGUE, inline=IMPORT_PROJECTIONS, keys=keys
    )
    await seal_old_log(pool, target, keys, export, heads)
    return keys


async def test_a_plain_log_comes_out_sealed_whole_and_readable(
    databases: Databases, export: Path, tmp_path: Path
) -> None:
    async with databases.migrated("intake") as dsn:
        pool = await make_pool(dsn, size=3)
        keys = await sealed_into(pool, export, tmp_path / "heads.txt")
        assert not (await verify_store(pool, "intake", None)).findings
        rows = await pool.fetch("select data::text as data from intake.es_event")
        log = "".join(row["data"] for row in rows)
        assert [it for it in ("Ada", "ada@", "burns", "water", "Label") if it in log] == []
        store = make_store(pool, 12, LIBRARY, keys=keys)
        read = [it.data for it in await store.read_stream("case-case-7f3a", "case-7f3a")]
        assert read == [OPENED, comment("It burns", "u-ada"), comment("Pour water", "e-grace")]
        owners = await pool.fetch("select owner from intake.es_sealing_key order by owner")
        assert [row["owner"] for row in owners] == ["staff/e-grace", "user/acme/u-ada"]
        assert await pool.fetchval("select subject from intake.case_list") != ""
        # What comes next is chained to it.
        await store.append(append("case-case-7f3a", "case-7f3a", comment("Done", "e-grace")))
        assert not (await verify_store(pool, "intake", None)).findings
        await store.close()
        await pool.close()


async def test_the_old_chain_is_proven_by_its_heads(
    databases: Databases, export: Path, tmp_path: Path, intake_dsn: str
) -> None:
    heads = tmp_path / "heads.txt"
    async with databases.migrated("intake") as dsn:
        pool, old = await make_pool(dsn, size=3), await make_pool(intake_dsn, size=2)
        await sealed_into(pool, export, heads)
        anchors = read_anchors(heads)
        assert not (await verify_store(old, "intake", anchors)).findings
        assert (await verify_store(pool, "intake", anchors)).findings
        with pytest.raises(FileExistsError):
            await sealed_into(pool, export, heads)
        with pytest.raises(StopCommand, match="not empty"):
            await sealed_into(pool, export, tmp_path / "other-heads.txt")
        await pool.close()
        await old.close()
