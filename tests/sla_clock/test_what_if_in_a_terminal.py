"""`python -m sla_clock what-if`: a table for people, JSON, files that are not in force yet, and
what is refused in one line.
"""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from careplans import calendars
from careplans.data_files import PACKAGED
from events.catalogue.case_events import CaseResponded
from events.nobody_reads import NOBODY_READS
from sla_clock.__main__ import main
from tests.sla_clock.clockwork import Clockwork
from tests.sla_clock.promises import TEXT, at, hours, opened

FRIDAY = at("2026-11-13 09:00")
WEEK = ["what-if", "--from", "2026-11-09", "--to", "2026-11-15"]
Json = dict[str, Any]
Captured = pytest.CaptureFixture[str]
# Friday is no working day: whatever is opened then counts from Monday on.
FOUR_DAYS = """
id = "four-days"
version = 1
zone = "America/Detroit"
weekdays = [1, 2, 3, 4]
holidays_of = "US"
"""


@pytest.fixture(autouse=True)
def database(monkeypatch: pytest.MonkeyPatch, sla_clock_dsn: str) -> None:
    """The command finds the clock's database, and no calendar of another test's folder."""
    monkeypatch.setattr(calendars, "_of_the_vendor", {})
    monkeypatch.setenv("TOCSIN_DATABASE_URL", sla_clock_dsn)


async def two_cases(clock: Clockwork) -> None:
    """Two gold P2s (12 hours) of Friday, answered after 5 hours and after 20."""
    for case_id in ("quick", "slow"):
        await clock.tell(opened(case_id, FRIDAY, terms="2010.2"), case_id, FRIDAY, imported=True)
    for case_id, after in (("quick", 5), ("slow", 20)):
        when = FRIDAY + hours(after)
        answer = CaseResponded(
            case_id=case_id, responder_id="kim", responded_at=when, first=True, personal=TEXT
        )
        await clock.tell(answer, case_id, when, imported=True)
    await clock.catch_up()


async def run(*arguments: str) -> int:
    """The exit code of the command on that week."""
    return await asyncio.to_thread(main, [*WEEK, *arguments])


async def answer_to(capsys: Captured, *arguments: str) -> Json:
    """What the command answers as JSON."""
    capsys.readouterr()
    assert await run("--json", *arguments) == 0
    answer: Json = json.loads(capsys.readouterr().out)
    return answer


def terms_file(folder: Path, calendar: str = "us-federal") -> Path:
    """Terms that nobody has bought yet: gold answers a P2 within 4 hours."""
    text = (PACKAGED / "terms" / "2010.2.toml").read_text(encoding="utf-8")
    text = text.replace('version = "2010.2"', 'version = "2027-draft"', 1)
    text = text.replace('supersedes = "2010.1"\n', "")
    assert 'P2 = "12 hours"' in text
    text = text.replace('P2 = "12 hours"', 'P2 = "4 hours"').replace("us-federal", calendar)
    file = folder / "draft.toml"
    file.write_text(text, encoding="utf-8")
    return file


async def test_people_get_a_table_and_the_cases_that_differ(
    clock: Clockwork, capsys: Captured
) -> None:
    await two_cases(clock)
    capsys.readouterr()
    assert await run("--target", "P2=4h") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[:2]] == [
        ["priority", "cases", "met", "missed", "withdrawn", "excused", "open", "attainment"],
        ["P2", "2", "1", "->", "0", "1", "->", "2", "0", "0", "0", "50.0", "%", "->", "0.0", "%"],
    ]
    assert lines[4] == "1 of 2 cases would have ended otherwise:"
    assert lines[5] == (
        "  CS-quick of acme, P2: met -> breached; due 2026-11-13 13:00 EST instead of "
        "2026-11-13 21:00 EST: 4 working hours for a P2 instead of 12 working hours"
    )


async def test_terms_that_are_not_in_force_yet_can_be_judged_from_their_file(
    clock: Clockwork, capsys: Captured, tmp_path: Path
) -> None:
    await two_cases(clock)
    answer = await answer_to(capsys, "--terms", str(terms_file(tmp_path)))
    assert (answer["was"]["met"], answer["would_be"]["met"]) == (1, 0)


async def test_a_calendar_that_is_not_in_force_yet_can_be_judged_from_its_file(
    clock: Clockwork, capsys: Captured, tmp_path: Path
) -> None:
    await two_cases(clock)
    file = tmp_path / "four-days.1.toml"
    file.write_text(FOUR_DAYS, encoding="utf-8")
    answer = await answer_to(capsys, "--calendar", str(file))
    assert (answer["was"]["met"], answer["would_be"]["met"]) == (1, 2)
    named = await answer_to(capsys, "--calendar", "us-federal-and-bridge:1", "--plan", "platinum")
    assert named["would_be"]["met"] == 2


async def test_a_draft_may_name_a_calendar_of_a_folder_that_is_not_published(
    clock: Clockwork, capsys: Captured, tmp_path: Path
) -> None:
    await two_cases(clock)
    folder = tmp_path / "vendor"
    (folder / "calendars").mkdir(parents=True)
    (folder / "terms").mkdir()
    (folder / "calendars" / "short.1.toml").write_text(
        FOUR_DAYS.replace("four-days", "short"), encoding="utf-8"
    )
    packaged = (PACKAGED / "terms" / "2010.1.toml").read_text(encoding="utf-8")
    (folder / "terms" / "2010.1.toml").write_text(packaged, encoding="utf-8")
    draft = terms_file(tmp_path, calendar="short")
    answer = await answer_to(capsys, "--folder", str(folder), "--terms", str(draft))
    assert answer["would_be"]["met"] == 2


async def test_the_command_judges_as_far_as_the_clock_knows_and_so_does_the_route(
    clock: Clockwork, capsys: Captured
) -> None:
    """Nothing has happened to the case since it was opened, but its time has run out."""
    await clock.tell(opened("c1", FRIDAY, "P1"), "c1", FRIDAY)
    await clock.until(FRIDAY + hours(3))
    await clock.built.watermarks.step()
    answer = await answer_to(capsys, "--plan", "silver")
    assert (answer["was"]["missed"], answer["was"]["open"]) == (1, 0)
    assert answer["known_until"] == "2026-11-13T17:00:00Z"
    body = {"from": "2026-11-09", "to": "2026-11-15", "plan": "silver"}
    assert (await clock.post("/v1/what-if", body, "tam")).json() == answer


async def test_what_the_command_does_leaves_the_database_as_it_was(
    clock: Clockwork, capsys: Captured
) -> None:
    await two_cases(clock)
    writes = "select sum(n_tup_ins + n_tup_upd + n_tup_del) from pg_stat_user_tables"
    flush = "select pg_stat_force_next_flush()"
    await clock.built.pool.execute(flush)
    before = await clock.built.pool.fetchval(writes)
    await answer_to(capsys, "--plan", "platinum")
    assert await clock.built.pool.fetchval(writes) == before


async def test_where_nobody_reads_on_it_ends_quietly(
    clock: Clockwork, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    await two_cases(clock)
    capsys.readouterr()
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as nobody_reads:
        monkeypatch.setattr(sys, "stdout", nobody_reads)
        assert await run("--target", "P2=4h") == NOBODY_READS
    assert capsys.readouterr().err == ""


async def test_a_mistake_in_a_draft_has_its_line_whatever_else_has_its_name(
    capsys: Captured, tmp_path: Path
) -> None:
    draft = terms_file(tmp_path)
    text = draft.read_text(encoding="utf-8").replace('P2 = "4 hours"', 'P2 = "soon"')
    draft.write_text(text, encoding="utf-8")
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / draft.name).write_text(text, encoding="utf-8")
    assert await run("--terms", str(draft)) == 2
    line = 1 + text.splitlines().index(next(one for one in text.splitlines() if "soon" in one))
    assert capsys.readouterr().err.startswith(f"{draft}:{line}:")


@pytest.mark.parametrize("option", ["--terms", "--calendar"])
async def test_what_is_no_file_of_text_is_one_clear_line(
    option: str, capsys: Captured, tmp_path: Path
) -> None:
    binary = tmp_path / "picture"
    binary.write_bytes(bytes(range(256)))
    for given, message in (
        (str(tmp_path), f"{tmp_path}: a folder, not a file"),
        (str(binary), f"{binary}:2:118: a character that is not in UTF-8"),
        ("x" * 5_000, "and no file"),
        ("x" * 5_000 + ".toml", "no such file"),
    ):
        assert await run(option, given) == 2
        error = capsys.readouterr().err
        assert message in error
        assert (error.count("\n"), len(error) < 400) == (1, True)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--to", "2026-11-08", "--plan", "silver"],
        ["--terms", "1999.1"],
        ["--terms", "nowhere/draft.toml"],
        ["--calendar", "lunar"],
        ["--calendar", "us-federal:99"],
        ["--target", "P2=soon"],
        ["--target", "P2=9000bd"],
        ["--target", "P2=1h", "--target", "P2=2h"],
        ["--folder", "nowhere", "--plan", "silver"],
        ["--folder", "x" * 5_000, "--plan", "silver"],
    ],
)
async def test_bad_input_is_one_line_and_exit_2(arguments: list[str], capsys: Captured) -> None:
    assert await run(*arguments) == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err.count("\n")) == ("", 1)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--plan", "diamond"],
        ["--target", "P9=1h"],
        ["--target", "1h"],
        ["--from", "soon"],
        ["--from", "1066-10-14"],
        ["--zone", "Mars/Olympus"],
        ["--shown", "many"],
    ],
)
async def test_an_argument_that_cannot_be_read_is_one_line_and_exit_2(
    arguments: list[str], capsys: Captured
) -> None:
    with pytest.raises(SystemExit) as stopped:
        await run(*arguments)
    assert stopped.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


async def test_a_mistake_in_a_file_is_said_with_line_and_column(
    capsys: Captured, tmp_path: Path
) -> None:
    file = tmp_path / "bad.1.toml"
    file.write_text(FOUR_DAYS.replace("America/Detroit", "America/Motown"), encoding="utf-8")
    assert await run("--calendar", str(file)) == 2
    assert "bad.1.toml:4:" in capsys.readouterr().err
