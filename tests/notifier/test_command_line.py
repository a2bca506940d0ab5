"""`python -m notifier`: bad input is one line on stderr and exit 2."""

import pytest

from notifier.__main__ import main


def test_an_unknown_command_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["dance"])

    assert (ended.value.code, len(capsys.readouterr().err.splitlines())) == (2, 1)


def test_missing_settings_are_named_in_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DATABASE_URL", "LINK_SECRET", "JWT_SECRET", "KAFKA_BOOTSTRAP_SERVERS"):
        monkeypatch.delenv(f"TOCSIN_{name}", raising=False)
    with pytest.raises(SystemExit) as ended:
        main(["serve"])

    message = capsys.readouterr().err
    assert (ended.value.code, len(message.splitlines())) == (2, 1)
    assert "TOCSIN_LINK_SECRET is missing" in message


def test_a_short_secret_and_a_short_lease_are_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    good = {
        "DATABASE_URL": "postgresql://x",
        "KAFKA_BOOTSTRAP_SERVERS": "x:1",
        "JWT_SECRET": "s" * 40,
    }
    for name, value in {**good, "LINK_SECRET": "short", "SMTP_URL": "http://x"}.items():
        monkeypatch.setenv(f"TOCSIN_{name}", value)
    with pytest.raises(SystemExit):
        main(["serve"])

    message = capsys.readouterr().err
    assert "TOCSIN_LINK_SECRET needs 32 bytes or more" in message
    assert "TOCSIN_SMTP_URL must be smtp://" in message
    assert "short" not in message


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        (
            "SMTP_URL",
            "smtp://noa@mail.example",
            "TOCSIN_SMTP_URL must have both a user and a password, or neither",
        ),
        ("SMTP_URL", "smtp://mail.example:notaport", "TOCSIN_SMTP_URL"),
        (
            "LEASE_S",
            "12",
            "TOCSIN_LEASE_S must be TOCSIN_SEND_TIMEOUT_S and 5 seconds more, or longer",
        ),
    ],
)
def test_a_mail_login_and_a_lease_that_cannot_work_are_refused_at_the_start(
    setting: str,
    value: str,
    words: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    good = {
        "DATABASE_URL": "postgresql://x",
        "KAFKA_BOOTSTRAP_SERVERS": "x:1",
        "JWT_SECRET": "s" * 40,
    }
    for name, given in {**good, "LINK_SECRET": "l" * 40, setting: value}.items():
        monkeypatch.setenv(f"TOCSIN_{name}", given)
    with pytest.raises(SystemExit) as ended:
        main(["serve"])

    message = capsys.readouterr().err
    assert (ended.value.code, len(message.splitlines())) == (2, 1)
    assert words in message


def test_a_database_that_is_not_there_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_DATABASE_URL", "postgresql://nobody:hush@127.0.0.1:1/x")

    assert main(["migrate"]) == 2
    assert "hush" not in capsys.readouterr().err
