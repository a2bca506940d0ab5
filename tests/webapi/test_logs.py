"""What a log line looks like, and what is never in one."""

import io
import json
import logging
import time
from collections.abc import Iterator

import pytest
import structlog
from pydantic import BaseModel, JsonValue, ValidationError

from webapi.logs import configure, is_pretty
from webapi.redaction import REDACTED, is_sensitive, scrub, traceback_text
from webapi.settings import LogFormat

PRIVATE = "my diagnosis"


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """Where the logs go during a test; everything is as before afterwards."""
    handlers, level, before = logging.root.handlers[:], logging.root.level, structlog.get_config()
    stream = io.StringIO()
    yield stream
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    structlog.configure(**before)


def lines(out: io.StringIO) -> list[dict[str, JsonValue]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_line_names_service_level_time_and_correlation(out: io.StringIO) -> None:
    configure("intake", "json", stream=out)

    with structlog.contextvars.bound_contextvars(correlation_id="c1"):
        structlog.get_logger("x").info("case-opened", case_id="c-1")

    [line] = lines(out)
    assert str(line.pop("timestamp")).endswith("Z")
    assert line == {
        "event": "case-opened",
        "case_id": "c-1",
        "service": "intake",
        "level": "info",
        "logger": "x",
        "correlation_id": "c1",
    }


def test_the_standard_librarys_logs_come_out_the_same(out: io.StringIO) -> None:
    configure("intake", "json", stream=out)

    logging.getLogger("other").warning("took %s ms", 5, extra={"password": "hunter2"})

    [line] = lines(out)
    assert (line["event"], line["service"], line["password"]) == ("took 5 ms", "intake", REDACTED)


def test_secrets_and_peoples_words_are_left_out_at_any_depth(out: io.StringIO) -> None:
    configure("intake", "json", stream=out)

    structlog.get_logger().info(
        "x",
        text="my words",
        deep=[{"Reply-To Email": "a@b.c", "n": 1}],
        api_token="t",
        reply_token=None,
    )

    [line] = lines(out)
    assert (line["text"], line["deep"], line["api_token"]) == (
        REDACTED,
        [{"Reply-To Email": REDACTED, "n": 1}],
        REDACTED,
    )
    assert line["reply_token"] is None


@pytest.mark.parametrize(
    "key",
    [
        "token",
        "authorization",
        "Authorization",
        "text",
        "description",
        "subject",
        "email",
        "address",
        "smtp_password",
        "passwd",
        "apiKey",
        "api_key",
        "API-Key",
        "jwt",
        "userToken",
        "JWTSecret",
        "database_url",
    ],
)
def test_these_keys_are_never_logged(key: str) -> None:
    assert is_sensitive(key)


@pytest.mark.parametrize(
    "key",
    ["case_id", "context", "status", "texture", "event", "actor", "key_id", "keys", "apiVersion"],
)
def test_these_keys_are(key: str) -> None:
    assert not is_sensitive(key)


def test_credentials_inside_a_sentence_are_cut_out() -> None:
    scrubbed = scrub(
        "connect postgresql://me:pw@db/x with eyJhbGciOi.eyJzdWIi.sig at /board?token=abc&x=1"
    )

    assert (
        scrubbed
        == f"connect postgresql://{REDACTED}db/x with {REDACTED} at /board?token={REDACTED}&x=1"
    )


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("sent Bearer abc.def then", f"sent Bearer {REDACTED} then"),
        ("GET /a/eyJhIjoxfQ.c2lnbmF0dXJl", f"GET /a/{REDACTED}"),
        ("/v1/customers/some.body@fe.example", f"/v1/customers/{REDACTED}"),
        ("To: Ann <ann+work@fe.example>, now", f"To: Ann <{REDACTED}>, now"),
        ("ann.person@fe.example", REDACTED),
        # What only looks like one of these.
        ("/a/b and user@host, P1@2", "/a/b and user@host, P1@2"),
    ],
)
def test_whom_and_what_a_line_names_by_a_secret_or_an_address_is_cut_out(
    text: str, scrubbed: str
) -> None:
    assert scrub(text) == scrubbed


def test_a_long_text_without_an_address_is_looked_through_in_no_time() -> None:
    started = time.perf_counter()
    scrub("a" * 200_000)
    scrub("a." * 100_000 + "@")

    # Looking again from each letter on would take minutes.
    assert time.perf_counter() - started < 5


def test_an_error_is_told_by_its_first_line_without_the_values_it_was_given(
    out: io.StringIO,
) -> None:
    class Note(BaseModel):
        size: int

    configure("intake", "json", stream=out)
    try:
        Note.model_validate({"size": PRIVATE})
    except ValidationError:
        structlog.get_logger().exception("failed")

    trace = str(lines(out)[0]["exception"])
    assert "pydantic_core._pydantic_core.ValidationError: 1 validation error for Note" in trace
    assert "diagnosis" not in trace
    assert "model_validate" in trace


def test_what_led_to_an_error_and_what_is_inside_of_it_is_told_too() -> None:
    group = ExceptionGroup("two", [ValueError("one"), OSError("other\nsecret")])
    group.__cause__ = KeyError("first")

    trace = traceback_text(group)

    assert [line for line in trace.splitlines() if line] == [
        "builtins.KeyError: 'first'",
        "builtins.ExceptionGroup: two (2 sub-exceptions)",
        "builtins.ValueError: one",
        "builtins.OSError: other",
    ]


def test_a_terminal_is_written_to_in_colours_for_people(out: io.StringIO) -> None:
    configure("intake", "pretty", stream=out)

    structlog.get_logger().info("case-opened", case_id="c-1")

    assert "case-opened" in out.getvalue()
    assert not out.getvalue().startswith("{")


@pytest.mark.parametrize(
    ("log_format", "pretty"), [("auto", False), ("json", False), ("pretty", True)]
)
def test_a_file_gets_json_unless_asked_otherwise(log_format: LogFormat, pretty: bool) -> None:
    assert is_pretty(log_format, io.StringIO()) is pretty


def test_a_failed_request_is_told_once(out: io.StringIO) -> None:
    configure("intake", "json", stream=out)

    logging.getLogger("uvicorn.error").error("Exception in ASGI application\n")
    logging.getLogger("uvicorn.error").error("something else")

    assert [line["event"] for line in lines(out)] == ["something else"]
