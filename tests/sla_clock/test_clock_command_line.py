"""`python -m sla_clock`: what it does, and how it refuses."""

from pathlib import Path

import pytest

from sla_clock.__main__ import main

SECRET = "a secret that is only good for tests, and long enough"


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, dsn: str) -> None:
    """The settings of a service, in the environment."""
    for name, value in {
        "DATABASE_URL": dsn,
        "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
        "JWT_SECRET": SECRET,
        "PORT": "0",
    }.items():
        monkeypatch.setenv(f"TOCSIN_{name}", value)


@pytest.mark.parametrize("arguments", [[], ["fly"], ["migrate", "twice"]])
def test_bad_arguments_are_one_line_and_exit_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_missing_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TOCSIN_DATABASE_URL", raising=False)
    monkeypatch.setenv("TOCSIN_JWT_SECRET", SECRET)
    monkeypatch.setenv("TOCSIN_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    with pytest.raises(SystemExit) as stopped:
        main(["migrate"])
    assert stopped.value.code == 2
    assert "TOCSIN_DATABASE_URL" in capsys.readouterr().err


@pytest.mark.usefixtures("environment")
def test_migrating_twice_is_the_same_as_once() -> None:
    assert [main(["migrate"]), main(["migrate"])] == [0, 0]


@pytest.mark.usefixtures("environment")
def test_a_database_that_does_not_answer_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TOCSIN_DATABASE_URL", "postgresql://127.0.0.1:1/none")
    assert main(["migrate"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.usefixtures("environment")
def test_calendars_are_followed_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate"]) == 0
    for more in ([], ["--dry-run"]):
        assert main(["follow-calendars", *more]) == 0
        assert capsys.readouterr().out == "no open deadline follows a calendar\n"
    assert main(["follow-calendars", "--folder", str(tmp_path / "nowhere")]) == 2
    assert capsys.readouterr().err == f"{tmp_path}/nowhere: no such folder\n"
    (tmp_path / "terms").mkdir()
    (tmp_path / "terms" / "bad.toml").write_text("version = 3", encoding="utf-8")
    assert main(["follow-calendars", "--folder", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith(f"{tmp_path}/terms/bad.toml:1:1: version: ")
