"""A slip in a vendor's folder is told in plain English, in one line, with its place, and never by a
trace or a command that does not end.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from careplans.__main__ import main
from careplans.errors import InvalidCatalogue
from careplans.freeze_calendars import freeze_calendars
from careplans.target import read_target

ROOT = Path(__file__).parents[2]
FIVE_GOALS = (ROOT / "docs/examples/five-goals/terms/five-goals.1.toml").read_text(encoding="utf-8")
TERMS = FIVE_GOALS.replace('id = "us-federal"', 'id = "ours"')
CALENDAR = """id = "ours"
version = 1
zone = "Pacific/Chatham"
hours = ["08:45-12:00", "12:45-17:15"]

[hours_on]
friday = ["09:00-12:00"]

[[open_days]]
name = "Stocktaking"
on = 2026-10-25
hours = ["06:00-10:00"]

[[closures]]
name = "Move"
since = 2026-09-27T00:00:00
until = 2026-09-28T13:30:00
"""
Errors = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose terms and calendar have one file name, which is nobody's mistake."""
    for part, text in (("terms", TERMS), ("calendars", CALENDAR)):
        (tmp_path / part).mkdir()
        (tmp_path / part / "ours.1.toml").write_text(text, encoding="utf-8")
    freeze_calendars(tmp_path / "calendars")
    return tmp_path


def line_about(folder: Path, capsys: Errors, command: str = "check") -> str:
    """The one line on stderr, after the folder's name."""
    assert main([command, str(folder)]) == 2
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    return line.removeprefix(f"{folder}/").rstrip("\n")


def changed(folder: Path, part: str, old: str, new: str) -> None:
    file = folder / part / "ours.1.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_folder_is_right_as_it_stands_also_with_an_editors_mark_and_windows_line_ends(
    folder: Path, capsys: Errors
) -> None:
    file = folder / "terms" / "ours.1.toml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert main(["check", "--folder", str(folder)]) == 0
    assert "valid; 3 warnings" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("starts = [", "start = [", ": goals[0]: there is no `start` here; did you mean `starts`?"),
        ("after_letting_go", "letting_go", ": cover: there is no `letting_go` here; did you mean"),
        ('goal = "workaround"\n', "", ": goals[1]: `goal` is missing"),
        (
            'pauses = ["waiting-for-customer"]',
            'pauses = "waiting-for-customer"',
            ": goals[0].pauses: expected a list in [ ], got text in quotes",
        ),
        ("[0.75]", "0.75", ": cover.warn_at_fractions: expected a list in [ ], got a number"),
        ('P1 = "2 hours"', "P1 = 2", ".gold.P1: expected text in quotes, got a whole number"),
        ('P1 = "2 hours"', 'P1 = "2\\nhours"', "or '5 business days', got '2 hours'"),
        (
            'P1 = "2 hours"',
            'P1 = "99999 hours"',
            ".gold.P1: at most a year (366 days) is promised, got '99999 hours'",
        ),
        (
            '"30 business days"',
            '"367 business days"',
            ".platinum.P4: at most a year (366 days) is promised, got '367 business days'",
        ),
        ('"15 minutes"', '"15 min"', "cover: after_opening: expected a length such as '24 hours'"),
        (
            'role-supplement = "S',
            'role-supplement = 3 #"S',
            ".names.role-supplement: expected text in",
        ),
        (
            "fair-admission = 1",
            'fair-admission = "one"',
            ": plans.platinum.yearly.fair-admission: expected a whole number, got text in quotes",
        ),
        ("fair-admission = 1", "fair-admission = -1", "yearly: fair-admission must not be negat"),
        ("seats = 4", "seats = -4", ": plans.gold: seats must not be negative"),
        ("extra_seats = 0", "extra_seats = -1", "silver: extra_seats must not be negative"),
        (
            'extra_seats = "no-limit"',
            'extra_seats = "any"',
            ".extra_seats: expected a whole number or 'no-limit', got 'any'",
        ),
        ('version = "five-goals.1"', 'version = " "', "version must not be empty"),
        (
            "in_force_from = 2010-01-01",
            'in_force_from = "2010-01-01"',
            ": in_force_from: expected a date, such as 2026-11-24, got text in quotes",
        ),
        ('goal = "workaround"', "goal = workaround", "that is no value: text stands in quotes"),
        ('goal = "workaround"', 'goal = "workaround"\ngoal = ""', "the same is written further up"),
        ('id = "ours"', 'id = "theirs"', ": calendar: no calendar 'theirs' in version 1"),
    ],
)
def test_a_slip_in_terms_is_told_so_that_their_author_understands_it(
    folder: Path, capsys: Errors, old: str, new: str, says: str
) -> None:
    changed(folder, "terms", old, new)
    line = line_about(folder, capsys)
    assert line.startswith("terms/ours.1.toml:"), line
    assert says in line


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            'friday = ["09:00-12:00"]',
            'friday = "09:00-12:00"',
            ":7:1: hours_on.friday: expected a list in [ ], got text in quotes",
        ),
        ('["09:00-12:00"]', "[9]", ":7:1: hours_on.friday[0]: expected text in quotes, got a"),
        ("friday =", "Friday =", ":7:1: hours_on.Friday: there is no `Friday` here; did you mean"),
        ("until = 2026-09-28T13:30:00", "until = 2026-09-28T13:30", "and times have seconds"),
        ("until = 2026-09-28T13:30:00", "until = 2026-09-28", "such as 2026-11-24T10:00:00, got a"),
        ("version = 1", "version = 0", ":2:1: version must be 1 or more"),
        ('id = "ours"', 'id = ""', ":1:1: id must not be empty"),
        ("zone =", "weekdays = [1, 1]\nzone =", ":3:1: weekdays names a day twice"),
    ],
)
def test_a_slip_in_a_calendar_is_told_so_that_its_author_understands_it(
    folder: Path, capsys: Errors, old: str, new: str, says: str
) -> None:
    (folder / "calendars" / "ours.1.dates").unlink()
    changed(folder, "calendars", old, new)
    line = line_about(folder, capsys, "freeze")
    assert line.startswith("calendars/ours.1.toml:"), line
    assert says in line


def make_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def write_latin(file: Path) -> None:
    file.write_bytes(b'version = "1"\nname = "Z\xfcrich"\n')


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (make_a_folder, "terms/ours.1.toml: it cannot be read: Is a directory"),
        (write_latin, "terms/ours.1.toml:2:10: a character that is not in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_one_line(
    folder: Path, capsys: Errors, spoil: Callable[[Path], None], says: str
) -> None:
    spoil(folder / "terms" / "ours.1.toml")
    assert line_about(folder, capsys) == says


def test_terms_do_not_supersede_themselves(folder: Path, capsys: Errors) -> None:
    begins = "in_force_from = 2010-01-01"
    changed(folder, "terms", begins, f'{begins}\nsupersedes = "five-goals.1"')
    assert line_about(folder, capsys).endswith("supersedes: a version does not supersede itself")


def test_a_p1_that_does_not_count_at_all_hours_is_worth_a_warning(
    folder: Path, capsys: Errors
) -> None:
    changed(folder, "terms", 'counts_always = ["P1"]', "counts_always = []")
    assert main(["check", str(folder)]) == 0
    assert (
        "warning: five-goals.1: P1 does not count at all hours (CP-23)" in capsys.readouterr().out
    )


def test_hours_that_are_said_twice_of_a_day_are_worth_a_warning(
    folder: Path, capsys: Errors
) -> None:
    again = '[[open_days]]\nname = "Again"\non = 2026-10-25\nhours = ["09:00-10:00"]\n\n'
    changed(folder, "calendars", "[[closures]]", f"{again}[[closures]]")
    (folder / "calendars" / "ours.1.dates").unlink()
    freeze_calendars(folder / "calendars")
    assert main(["check", str(folder)]) == 0
    says = "'Stocktaking' and 'Again' both say the hours of 2026-10-25; the last does"
    assert says in capsys.readouterr().out


def test_a_preview_says_the_hours_of_each_weekday_where_some_are_shorter(
    folder: Path, capsys: Errors
) -> None:
    changed(folder, "calendars", '["09:00-12:00"]', '["00:00-24:00"]')
    (folder / "calendars" / "ours.1.dates").unlink()
    assert main(["calendar", "--folder", str(folder), "ours", "2026"]) == 0
    assert "Fridays  00:00-24:00\n" in capsys.readouterr().out


def test_a_year_is_the_longest_promise() -> None:
    assert read_target("366 business days", "working-time").amount == 366
    assert read_target("8784 hours", "always").amount == 366 * 86_400
    with pytest.raises(ValueError, match="at most a year"):
        read_target("8785 hours", "always")


def test_the_message_of_a_mistake_is_one_line_whatever_was_written() -> None:
    assert str(InvalidCatalogue("a.toml", "b", "got 'c\n d'")) == "a.toml: b: got 'c d'"
