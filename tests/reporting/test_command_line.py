"""The command line: bad input is one line and exit 2, and a migration can be run twice."""

import asyncio

import pytest

from events.broker.broker import OutgoingRecord
from events.broker.kafka_broker import KafkaBroker
from events.catalogue.topics import TOPICS
from reporting.__main__ import main
from reporting.adapters.history_table import HISTORY_BY_OWNER
from reporting.settings import SCHEMA
from tests.support.connections import connect, disconnect


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["dance"])
    assert stopped.value.code == 2


def test_a_missing_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TOCSIN_DATABASE_URL", raising=False)
    with pytest.raises(SystemExit) as stopped:
        main(["migrate"])
    assert stopped.value.code == 2
    assert "TOCSIN_DATABASE_URL" in capsys.readouterr().err


def test_a_zone_that_does_not_exist_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _set(monkeypatch, "postgresql://nowhere/none")
    monkeypatch.setenv("TOCSIN_VENDOR_ZONE", "America/Atlantis")
    with pytest.raises(SystemExit):
        main(["serve"])
    assert capsys.readouterr().err.count("\n") == 1


async def test_migrate_can_be_run_again(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, dsn)
    codes = [await asyncio.to_thread(main, [command]) for command in ("migrate", "migrate")]
    assert codes == [0, 0]
    connection = await connect(dsn)
    tables = await connection.fetchval(
        "select count(*) from pg_tables where schemaname = $1", SCHEMA
    )
    await disconnect(connection)
    assert tables == 18


async def test_a_rebuild_ends_with_0_only_where_topics_still_begin_with_the_first_event(
    reporting_dsn: str,
    bootstrap_servers: str,
    topic_prefix: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _set(monkeypatch, reporting_dsn)
    monkeypatch.setenv("TOCSIN_KAFKA_BOOTSTRAP_SERVERS", bootstrap_servers)
    monkeypatch.setenv("TOCSIN_TOPIC_PREFIX", topic_prefix)
    for owner in HISTORY_BY_OWNER:
        await _send(bootstrap_servers, topic_prefix + TOPICS[owner], 1, 2)
    whole = [await asyncio.to_thread(main, ["rebuild"]) for _ in range(2)]
    # As where the broker keeps records for a while only.
    await _send(bootstrap_servers, f"{topic_prefix}y.{TOPICS['intake']}", 1)
    await _send(bootstrap_servers, f"{topic_prefix}y.{TOPICS['sla-clock']}", 7, 8)
    await _send(bootstrap_servers, f"{topic_prefix}y.{TOPICS['notifier']}", 2)
    monkeypatch.setenv("TOCSIN_TOPIC_PREFIX", f"{topic_prefix}y.")
    assert (whole, capsys.readouterr().err) == ([0, 0], "")
    assert await asyncio.to_thread(main, ["rebuild"]) == 1
    printed = capsys.readouterr().err
    assert printed.count("\n") == 1
    assert (
        "`python -m sla_clock relay --from 1`, `python -m notifier relay --from 1` now" in printed
    )


async def test_a_rebuild_forgets_nothing_while_the_broker_is_away(
    reporting_dsn: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _set(monkeypatch, reporting_dsn)
    monkeypatch.setenv("TOCSIN_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    connection = await connect(reporting_dsn)
    await connection.execute(
        f"insert into {SCHEMA}.liaison (customer_id, user_id) values ('acme', 'ann')"
    )
    assert await asyncio.to_thread(main, ["rebuild"]) == 2
    assert await connection.fetchval(f"select count(*) from {SCHEMA}.liaison") == 1
    await disconnect(connection)
    # A library may say something of the broker, too, to whatever earlier tests have configured.
    printed = capsys.readouterr().err.splitlines()
    forgotten = [line for line in printed if "nothing was forgotten" in line]
    assert forgotten[0].startswith("nothing was forgotten, since the broker does not tell")
    assert len(forgotten) == 1


async def _send(bootstrap_servers: str, topic: str, *seqs: int) -> None:
    broker = KafkaBroker(bootstrap_servers)
    await broker.create_topics({topic: 1})
    publisher = await broker.publisher()
    records = [
        OutgoingRecord(partition=0, key=b"k", value=b"{}", headers=[("ce_sequence", b"%d" % seq)])
        for seq in seqs
    ]
    await publisher.send(topic, records)
    await publisher.close()
    await broker.close()


def _set(monkeypatch: pytest.MonkeyPatch, dsn: str) -> None:
    monkeypatch.setenv("TOCSIN_DATABASE_URL", dsn)
    monkeypatch.setenv("TOCSIN_KAFKA_BOOTSTRAP_SERVERS", "none:0")
    monkeypatch.setenv("TOCSIN_JWT_SECRET", "a secret for tests, long enough for HS256")
