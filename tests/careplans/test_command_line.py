"""The terminal: check, calendar, due; bad input is one line on stderr and exit code 2."""

from pathlib import Path

import pytest

from careplans import calendars
from careplans.__main__ import main
from careplans.data_files import PACKAGED
from careplans.freeze_calendars import freeze_calendars
from careplans.zone_data import ZONE_DATA


def test_check_prints_warnings_and_succeeds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "warning: 2010.1: Platinum is dearer than Gold but slower at P2" in lines[0]
    assert lines[-1] == f"valid; 15 warnings; time zones of {ZONE_DATA}"


def test_check_of_invalid_data_fails_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "terms").mkdir()
    (tmp_path / "terms" / "bad.toml").write_text("version = 3", encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 2
    assert (
        capsys.readouterr().err
        == f"{tmp_path}/terms/bad.toml:1:1: version: expected text in quotes, got a whole number\n"
    )


def test_check_of_a_folder_that_is_not_there_fails_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(tmp_path / "nowhere")]) == 2
    assert capsys.readouterr().err.endswith("nowhere: no such folder\n")


def test_calendar_previews_a_year(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calendar", "us-federal", "2026", "--version", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "us-federal version 1, America/Detroit, 2026:"
    assert "Fri 2026-07-03  Independence Day (observed)" in lines
    assert lines[-1] == "250 working days"


def test_calendar_alone_lists_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calendar"]) == 0
    assert "us-federal version 1" in capsys.readouterr().out.splitlines()


def test_due_prints_the_instant_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["due", "--plan", "gold", "--priority", "P2", "--start", "2026-11-25T17:00:00-05:00"])
        == 0
    )
    assert capsys.readouterr().out.splitlines() == [
        "2026-11-27T05:00:00-05:00",
        "Due Fri 27 Nov 2026 05:00 EST: 12 working hours from Wed 25 Nov 17:00; "
        "Thu 26 Nov (Thanksgiving Day) did not count.",
    ]


def test_due_may_try_another_calendar(capsys: pytest.CaptureFixture[str]) -> None:
    options = [
        "due",
        "--plan",
        "silver",
        "--priority",
        "P2",
        "--start",
        "2026-11-25T17:00:00-05:00",
    ]
    assert main([*options, "--terms", "2010.1", "--calendar", "us-federal-and-bridge"]) == 0
    assert capsys.readouterr().out.startswith("2026-11-30T17:00:00-05:00\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["calendar", "moon", "2026"], "no calendar 'moon'\n"),
        (["calendar", "us-federal", "1066"], "years go from 1970 to 2200, not 1066\n"),
        (["calendar", "us-federal", "2150"], "the calendar us-federal, version 1, does not reach"),
        (
            ["due", "--plan", "gold", "--priority", "P2", "--start", "soon"],
            "--start: 'soon' is no date and time",
        ),
        (
            ["due", "--plan", "gold", "--priority", "P2", "--start", "2026-11-25T17:00:00"],
            "has no zone",
        ),
        (
            ["due", "--plan", "gold", "--priority", "P2", "--start", "1999-11-25T17:00:00Z"],
            "no terms were in force on 1999-11-25",
        ),
        (
            [
                "due",
                "--plan",
                "gold",
                "--priority",
                "P2",
                "--start",
                "2026-11-25T17:00:00Z",
                "--terms",
                "x",
            ],
            "no version 'x'",
        ),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_an_unknown_plan_is_refused_by_the_parser() -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["due", "--plan", "tin", "--priority", "P2", "--start", "2026-11-25T17:00:00Z"])
    assert stopped.value.code == 2


@pytest.mark.parametrize(
    ("start", "status"),
    [
        ("2009-12-31T23:59:00-05:00", 2),
        ("2010-01-01T00:30:00+14:00", 2),
        ("2009-12-31T23:30:00-10:00", 0),
        ("2010-01-01T00:00:00-05:00", 0),
    ],
)
def test_the_terms_are_those_of_the_vendors_day(start: str, status: int) -> None:
    """Not those of the day as it was typed, nor of the day in UTC: they begin at midnight in
    Detroit.
    """
    assert main(["due", "--plan", "gold", "--priority", "P2", "--start", start]) == status


def test_a_p4_of_saturday_is_due_when_friday_ends(capsys: pytest.CaptureFixture[str]) -> None:
    saturday = [
        "due",
        "--plan",
        "silver",
        "--priority",
        "P4",
        "--start",
        "2026-09-12T10:00:00-04:00",
    ]
    assert main(saturday) == 0
    assert capsys.readouterr().out.startswith(
        "2026-09-19T00:00:00-04:00\nDue Fri 18 Sep 2026 24:00 EDT: "
    )
    assert main([*saturday, "--terms", "2010.1"]) == 0
    assert capsys.readouterr().out.startswith(
        "2026-09-21T00:00:00-04:00\nDue Mon 21 Sep 2026 00:00 EDT: "
    )


def test_reviews_lists_the_periods_of_a_year(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reviews", "--plan", "gold", "--year", "2026"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2] == "2026-Q3: 2026-07-01 to 2026-09-30"
    assert len(lines) == 4


@pytest.mark.parametrize(
    ("priority", "at", "expected"),
    [
        ("P3", "2026-06-10T16:00:00Z", "staffed\n"),
        ("P3", "2026-06-13T16:00:00Z", "not staffed\n"),
        ("P1", "2026-06-13T16:00:00Z", "staffed\n"),
    ],
)
def test_telephone_says_whether_somebody_answers(
    priority: str, at: str, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["telephone", "--priority", priority, "--at", at]) == 0
    assert capsys.readouterr().out == expected


def test_continuity_judges_the_months_so_far(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["continuity", "30", "240", "241"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "month 1: 30 minutes, within 60",
        "month 2: 240 minutes, within 240",
        "month 3: 241 minutes, over every allowance",
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ["reviews", "--plan", "gold", "--year", "1492"],
        ["telephone", "--priority", "P1", "--at", "noon"],
        ["continuity", "-1"],
        ["continuity", *["1"] * 13],
    ],
)
def test_bad_input_of_the_look_ups_is_one_line(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code: object = main(arguments)
    except SystemExit as ended:
        code = ended.code
    assert code == 2


OWN_CALENDAR = """id = "counter"
version = 1
zone = "Europe/Berlin"
hours = ["09:00-12:00", "13:00-17:00"]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vendor with lunch hours, six hours for Gold's P2, and reviews for Silver, too."""
    monkeypatch.setattr(calendars, "_of_the_vendor", {})
    usual = (PACKAGED / "terms" / "2010.1.toml").read_text(encoding="utf-8")
    own = usual.replace('id = "us-federal"', 'id = "counter"').replace('"12 hours"', '"6 hours"')
    own = own.replace("minutes = 240", "minutes = 300").replace(
        "opens = 08:00:00", "opens = 16:00:00"
    )
    for name, text in (("calendars", OWN_CALENDAR), ("terms", own)):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"own-{name}.toml").write_text(text, encoding="utf-8")
    freeze_calendars(tmp_path / "calendars")
    return tmp_path


@pytest.mark.parametrize(
    ("question", "own", "usual"),
    [
        (
            ["due", "--plan", "gold", "--priority", "P2", "--start", "2026-11-24T11:00:00+01:00"],
            "2026-11-25T10:00:00+01:00",
            "2026-11-24T17:00:00-05:00",
        ),
        (
            ["telephone", "--priority", "P2", "--at", "2026-11-24T16:30:00+01:00"],
            "staffed",
            "staffed",
        ),
        (
            ["telephone", "--priority", "P2", "--at", "2026-11-24T15:30:00+01:00"],
            "not staffed",
            "staffed",
        ),
        (
            ["continuity", "280"],
            "month 1: 280 minutes, within 300",
            "month 1: 280 minutes, over every allowance",
        ),
        (
            ["reviews", "--plan", "gold", "--year", "2026"],
            "2026-Q1: 2026-01-01 to 2026-03-31",
            "2026-Q1: 2026-01-01 to 2026-03-31",
        ),
    ],
)
def test_a_vendors_own_terms_answer_where_its_folder_is_named(
    question: list[str], own: str, usual: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*question, "--folder", str(folder)]) == 0
    assert capsys.readouterr().out.splitlines()[0] == own
    assert main(question) == 0
    assert capsys.readouterr().out.splitlines()[0] == usual


@pytest.mark.parametrize(
    "question",
    [
        ["due", "--plan", "gold", "--priority", "P2", "--start", "2026-11-24T11:00:00Z"],
        ["telephone", "--priority", "P2", "--at", "2026-11-24T11:00:00Z"],
        ["continuity", "10"],
        ["reviews", "--plan", "gold", "--year", "2026"],
    ],
)
def test_a_folder_with_a_mistake_answers_nothing(
    question: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "terms" / "own-terms.toml").write_text("version = 3", encoding="utf-8")
    assert main([*question, "--folder", str(folder)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"{folder}/terms/own-terms.toml:1:1: version: ")
