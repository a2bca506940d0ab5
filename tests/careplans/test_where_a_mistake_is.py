"""`careplans check` says in which file, line and column a mistake is."""

from pathlib import Path

import pytest

from careplans.__main__ import main
from careplans.freeze_calendars import freeze_calendars
from careplans.toml_positions import position_of

DATA = Path(__file__).parents[2] / "libs/careplans/careplans/data"
TERMS = (DATA / "terms/2010.1.toml").read_text(encoding="utf-8")
CALENDAR = """id = "somewhere"
version = 1
zone = "America/Detroit"
weekdays = [
  1, 2, 3,
]
hours = ["09:00-17:00"]

[hours_on]
monday = ["09:00-12:00"]

[[added]]
name = "One"
on = 2026-01-02

[[added]]
name = "Two"
  every = "12-24"
"""


def line_of(text: str, part: str) -> int:
    """The number of the line that holds the part."""
    return next(number for number, line in enumerate(text.splitlines(), start=1) if part in line)


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("America/Detroit", "America/Motown", "3:1: zone: no time zone 'America/Motown'"),
        ("zone =", "zone ;", "3:6: not readable as TOML: "),
        ("1, 2, 3,", '1, 2, "3",', "4:1: weekdays[2]: expected a whole number, got text in quotes"),
        ("1, 2, 3,", "1, 2, 9,", "4:1: weekdays needs at least one number of 1 (Monday) to 7"),
        ("09:00-12:00", "9-12", "10:1: hours_on.monday: expected hours such as"),
        ("12-24", "12-42", "18:3: added[1]: 'every' must be MM-DD, got '12-42'"),
        ('"Two"', "2", "17:1: added[1].name: expected text in quotes, got a whole number"),
        ("version = 1", "edition = 1", "2:1: there is no `edition` here; known: id, version, zone"),
    ],
)
def test_a_mistake_in_a_calendar_is_told_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, where: str
) -> None:
    for name, text in (("terms", TERMS), ("calendars", CALENDAR.replace(old, new, 1))):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.toml").write_text(text, encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 2
    message = capsys.readouterr().err
    assert message.startswith(f"{tmp_path}/calendars/calendars.toml:{where}"), message
    assert message.count("\n") == 1


def test_a_mistake_in_terms_is_told_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "terms").mkdir()
    file = tmp_path / "terms" / "ours.toml"
    file.write_text(TERMS.replace('P2 = "12 hours"', 'P2 = "soon"', 1), encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 2
    line = line_of(file.read_text(encoding="utf-8"), '"soon"')
    assert f"{file}:{line}:1: plans.gold.first_response.P2: " in capsys.readouterr().err


def test_a_draft_that_cannot_be_read_is_told_with_its_place_when_it_is_frozen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "calendars").mkdir()
    file = tmp_path / "calendars" / "ours.toml"
    file.write_text(CALENDAR.replace("Detroit", "Motown"), encoding="utf-8")
    assert main(["freeze", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith(f"{file}:3:1: zone: ")


def test_what_is_wrong_with_a_whole_file_is_told_with_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in (("terms", TERMS), ("calendars", CALENDAR)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "ours.toml").write_text(text, encoding="utf-8")
    freeze_calendars(tmp_path / "calendars")
    file = tmp_path / "calendars" / "ours.dates"
    file.write_text("nothing", encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith(f"{file}: the frozen dates were changed")


def test_every_key_of_the_packages_own_files_is_found_where_it_stands() -> None:
    for field, part in (
        ("plans.gold.first_response.P2", 'P2 = "12 hours"'),
        ("exclusions[1].code", "code ="),
        ("renewal.notice_days", "notice_days ="),
    ):
        position = position_of(field, TERMS)
        assert position is not None
        assert part in TERMS.splitlines()[position[0] - 1]
    assert position_of("no.such", TERMS) is None


def test_brackets_and_signs_in_strings_and_comments_are_no_keys() -> None:
    text = 'a = "[x" # [[\nb = """\nc = 1\n"""\n[t]\nc = [\n  "]",\n]\nd = {x = "}"}\n'
    assert [position_of(field, text) for field in ("a", "b", "c", "t", "t.c", "t.d")] == [
        (1, 1),
        (2, 1),
        None,
        (5, 1),
        (6, 1),
        (9, 1),
    ]
