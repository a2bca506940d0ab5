"""The commands as they are called: `python -m intake verify` and so on, on migrated databases."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

import intake.__main__
import notifier.__main__
import reporting.__main__
import sla_clock.__main__
from careplans.terms import load_terms
from events.broker.kafka_broker import KafkaBroker
from events.store.connection import make_pool
from events.store.postgres_store import PostgresStore
from intake.adapters.build_store import make_store
from intake.adapters.terms_library import TermsLibrary
from tests.events.store.sample_appends import append_to

Main = Callable[[list[str]], int]
MAINS: dict[str, Main] = {
    "intake": intake.__main__.main,
    "sla_clock": sla_clock.__main__.main,
    "notifier": notifier.__main__.main,
    "reporting": reporting.__main__.main,
}
SECRET = "a secret that is only good for tests, and long enough"
READING = [["checkpoints"], ["dead-letters", "list"], ["dead-letters", "list", "--discarded"]]


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, dsn: str) -> None:
    """The settings of every service; a broker that is not there."""
    for name, value in {
        "DATABASE_URL": dsn,
        "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
        "JWT_SECRET": SECRET,
        "LINK_SECRET": SECRET,
    }.items():
        monkeypatch.setenv(f"TOCSIN_{name}", value)


@pytest.fixture
def filled(dsn: str) -> None:
    """Intake has three events."""
    assert intake.__main__.main(["migrate"]) == 0
    asyncio.run(_fill(dsn))


async def _fill(dsn: str) -> None:
    pool = await make_pool(dsn, size=2)
    store: PostgresStore = make_store(pool, 12, TermsLibrary(load_terms()))
    await store.append(append_to("c-1", "one", "two"))
    await store.append(append_to("c-2", "three"))
    await store.close()
    await pool.close()


def run(capsys: pytest.CaptureFixture[str], main: Main, *arguments: str) -> tuple[int, str, str]:
    try:
        code = main(list(arguments))
    except SystemExit as stopped:
        code = int(str(stopped.code))
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize("service", MAINS)
def test_every_service_reads_its_positions_and_dead_letters(
    service: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, MAINS[service], "migrate")
    for arguments in READING:
        code, out, err = run(capsys, MAINS[service], *arguments)
        assert (code, err, out.count("\n")) == (0, "", 1)
    retried = run(capsys, MAINS[service], "dead-letters", "retry", "--all")
    assert retried[0] == 0


@pytest.mark.parametrize("service", ["intake", "sla_clock", "notifier"])
def test_an_empty_store_verifies_and_travels(
    service: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run(capsys, MAINS[service], "migrate")
    file = str(tmp_path / "store.jsonl")
    for arguments in (["verify"], ["export", file], ["import", file]):
        assert run(capsys, MAINS[service], *arguments)[::2] == (0, "")


@pytest.mark.usefixtures("filled")
def test_verify_prints_heads_that_are_an_anchor(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, out, err = run(capsys, intake.__main__.main, "verify")
    assert (code, err) == (0, "")
    assert (
        out.splitlines()[0]
        == "3 events in 2 streams and 12 shards: nothing changed, missing or swapped"
    )
    (anchor := tmp_path / "heads.txt").write_text(out)
    assert run(capsys, intake.__main__.main, "verify", "--anchor", str(anchor))[0] == 0


@pytest.mark.usefixtures("filled")
def test_verify_exits_with_1_and_one_line_for_each_finding(
    capsys: pytest.CaptureFixture[str], dsn: str
) -> None:
    asyncio.run(_change_one(dsn))
    code, out, err = run(capsys, intake.__main__.main, "verify")
    assert (code, err, out.count("\n")) == (1, "", 1)
    assert "seq 1: changed" in out


async def _change_one(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute("alter table intake.es_event disable trigger all")
    await connection.execute(
        "update intake.es_event set occurred_at = now() where stream = 'case-c-2'"
    )
    await connection.close()


@pytest.mark.usefixtures("filled")
def test_old_answers_are_forgotten(capsys: pytest.CaptureFixture[str]) -> None:
    result = run(capsys, intake.__main__.main, "forget-answers", "--older-than", "30")
    assert result == (0, "0 answers of commands were dropped\n", "")


@pytest.mark.usefixtures("filled")
def test_a_relay_without_a_broker_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, intake.__main__.main, "relay", "--from", "0")
    assert code == 2
    assert "intake.events" in err.splitlines()[-1]


@pytest.mark.usefixtures("filled")
def test_a_topic_is_filled_on_a_real_broker(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    bootstrap_servers: str,
    topic_prefix: str,
) -> None:
    monkeypatch.setenv("TOCSIN_KAFKA_BOOTSTRAP_SERVERS", bootstrap_servers)
    monkeypatch.setenv("TOCSIN_TOPIC_PREFIX", topic_prefix)
    for _ in range(2):
        code, out, _ = run(capsys, intake.__main__.main, "relay", "--from", "0")
        assert (code, out) == (
            0,
            f"{topic_prefix}intake.events: 3 events sent, level with the store\n",
        )
    assert asyncio.run(_last_seqs(bootstrap_servers, f"{topic_prefix}intake.events")) == 2


async def _last_seqs(bootstrap_servers: str, topic: str) -> int:
    """Return how many partitions hold something."""
    broker = KafkaBroker(bootstrap_servers)
    records = [await broker.last_record(topic, partition) for partition in range(12)]
    await broker.close()
    return sum(record is not None for record in records)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["relay"], "--from"),
        (["relay", "--from", "-1"], "whole number"),
        (["relay", "--from", "x"], "whole number"),
        (["relay", "--from", "0", "--shard", "12"], "no shard 12"),
        (["verify", "--anchor", "nowhere"], "nowhere: No such file"),
        (["export"], "FILE"),
        (["export", "/nowhere/x"], "/nowhere/x: No such file"),
        (["import", "nowhere"], "nowhere: No such file"),
        (["import", "/"], "/: "),
        (["forget-answers"], "--older-than"),
        (["forget-answers", "--older-than", "1"], "no number of days"),
        (["dead-letters"], "letters_command"),
        (["dead-letters", "show", "1"], "no dead letter 1"),
        (["dead-letters", "show", "x"], "whole number"),
        (["dead-letters", "retry"], "KEY"),
        (["dead-letters", "discard", "1"], "--reason"),
        (["dead-letters", "discard", "1", "--reason", " "], "reason"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, notifier.__main__.main, "migrate")
    code, out, err = run(capsys, notifier.__main__.main, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert message in err


def test_a_database_that_was_not_migrated_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, intake.__main__.main, "verify") == (
        2,
        "",
        "the database has no such tables: run `migrate` first\n",
    )


@pytest.mark.parametrize("command", ["relay", "verify", "export", "import"])
def test_reporting_has_no_store_to_work_on(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, reporting.__main__.main, command, "x")
    assert (code, err.count("\n")) == (2, 1)
