"""Which commands the rows of an incident amount to."""

from datetime import UTC, datetime, timedelta

import pytest

from events.catalogue.terms import Priority
from intake.domain.change_priority import ChangePriority
from intake.history.incidents import AuditRow, Incident, State
from intake.history.retell_incident import Opening, retell
from intake.history.slug import slug

OPENED = datetime(2016, 2, 29, 4, 16, tzinfo=UTC)


def incident(*rows: tuple[State, Priority]) -> Incident:
    made = (
        AuditRow(
            line=n + 1,
            at=OPENED + timedelta(minutes=n),
            state=state,
            priority=priority,
            assigned_to=None,
        )
        for n, (state, priority) in enumerate(rows, start=1)
    )
    return Incident(
        number="INC1",
        opened_at=OPENED,
        location=None,
        caller=None,
        about="Printing",
        rows=tuple(made),
    )


def retold(*states: State) -> list[str]:
    return [
        f"{it.row_number}:{type(it.command).__name__}"
        for it in retell(incident(*((state, "P3") for state in states)))
    ]


@pytest.mark.parametrize(
    ("states", "commands"),
    [
        (["New", "Active"], ["0:Opening", "2:RespondToCase"]),
        (["Active"], ["0:Opening", "1:RespondToCase"]),
        (
            ["New", "Resolved", "Closed"],
            ["0:Opening", "2:RespondToCase", "2:ResolveCase", "3:CloseCase"],
        ),
        (["Resolved"], ["0:Opening", "1:RespondToCase", "1:ResolveCase"]),
        (["Closed"], ["0:Opening", "1:RespondToCase", "1:CloseCase"]),
        (["New", "Awaiting User Info"], ["0:Opening", "2:RespondToCase", "2:RequestInformation"]),
        (
            ["Active", "Awaiting User Info", "Awaiting User Info", "Active", "New"],
            ["0:Opening", "1:RespondToCase", "2:RequestInformation", "4:ProvideInformation"],
        ),
        (
            ["Active", "Awaiting User Info", "Resolved"],
            [
                "0:Opening",
                "1:RespondToCase",
                "2:RequestInformation",
                "3:ProvideInformation",
                "3:ResolveCase",
            ],
        ),
        (
            ["Active", "Resolved", "Resolved", "Active", "Resolved"],
            ["0:Opening", "1:RespondToCase", "2:ResolveCase", "4:ReopenCase", "5:ResolveCase"],
        ),
        (
            ["Active", "Closed", "Active", "Closed"],
            ["0:Opening", "1:RespondToCase", "2:CloseCase"],
        ),
    ],
)
def test_rows_are_retold(states: list[State], commands: list[str]) -> None:
    assert retold(*states) == commands


def test_a_changed_priority_is_told_at_its_row() -> None:
    rows = incident(
        ("New", "P3"), ("New", "P2"), ("Active", "P2"), ("Resolved", "P2"), ("Resolved", "P1")
    )
    changes = [it for it in retell(rows) if isinstance(it.command, ChangePriority)]
    assert [
        (it.row_number, it.command.priority)
        for it in changes
        if isinstance(it.command, ChangePriority)
    ] == [(2, "P2")]
    assert next(iter(retell(rows))).command == Opening(priority="P3")


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Location 143", "location-143"),
        ("?!", ""),
        ("São Paulo", "sao-paulo-"),
        ("北京", ""),
        ("x" * 200, "x" * 80),
    ],
)
def test_a_name_becomes_an_id_that_clients_can_carry(name: str, made: str) -> None:
    assert slug(name).startswith(made)
    assert slug(name).isascii()
    assert len(slug(name)) < 100


def test_names_that_lose_letters_stay_apart() -> None:
    assert len({slug("São Paulo"), slug("Sao Paulo"), slug("北京"), slug("東京")}) == 4
