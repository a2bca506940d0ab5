"""The command line: bad input is one line and exit 2, and a migration can be run twice."""

import asyncio

import pytest

from reporting.__main__ import main
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


async def test_migrate_and_rebuild_can_be_run_again(
    dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(monkeypatch, dsn)
    codes = [
        await asyncio.to_thread(main, [command])
        for command in ("migrate", "migrate", "rebuild", "rebuild")
    ]
    assert codes == [0, 0, 0, 0]
    connection = await connect(dsn)
    tables = await connection.fetchval(
        "select count(*) from pg_tables where schemaname = $1", SCHEMA
    )
    await disconnect(connection)
    assert tables == 18


def _set(monkeypatch: pytest.MonkeyPatch, dsn: str) -> None:
    monkeypatch.setenv("TOCSIN_DATABASE_URL", dsn)
    monkeypatch.setenv("TOCSIN_KAFKA_BOOTSTRAP_SERVERS", "none:0")
    monkeypatch.setenv("TOCSIN_JWT_SECRET", "a secret for tests, long enough for HS256")
