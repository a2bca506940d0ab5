"""An event in its third version is read from the bytes of its first and second.

Bad bytes are a dead letter's business.
"""

from datetime import UTC, datetime
from typing import Any

import pytest

from events.catalogue.entries import ENTRIES
from events.catalogue.entry import Entry
from events.catalogue.registry import Catalogue
from events.catalogue.terms import Instant
from events.errors import MalformedEvent, UnknownEventType
from events.event import Event

NAME = "intake.kettle.boiled"


class KettleBoiled(Event, frozen=True, kw_only=True):
    """Version 3: litres, and who made the tea.

    Version 2 had no `by`; version 1 had `cups` of a quarter litre.
    """

    litres: float
    by: str
    at: Instant


class KettleEmptied(Event, frozen=True, kw_only=True):
    """Another event."""


def cups_to_litres(data: dict[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in data.items() if name != "cups"}
    return {**rest, "litres": data["cups"] / 4}


def nobody_was_named(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "by": "nobody"}


ENTRY = Entry(NAME, 3, KettleBoiled, "intake", {1: cups_to_litres, 2: nobody_was_named})
KETTLES = Catalogue((ENTRY,))
TEN = datetime(2026, 3, 10, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("version", "data", "by"),
    [
        (1, b'{"cups": 6, "at": "2026-03-10T10:00:00Z"}', "nobody"),
        (2, b'{"litres": 1.5, "at": "2026-03-10T10:00:00Z"}', "nobody"),
        (3, b'{"litres": 1.5, "by": "ada", "at": "2026-03-10T05:00:00-05:00"}', "ada"),
    ],
)
def test_every_version_becomes_todays_class(version: int, data: bytes, by: str) -> None:
    assert KETTLES.decode(NAME, version, data) == KettleBoiled(litres=1.5, by=by, at=TEN)


def test_a_field_that_only_a_later_minor_change_knows_is_passed_over() -> None:
    data = b'{"litres": 1.5, "by": "ada", "at": "2026-03-10T10:00:00Z", "sugar": 2}'
    assert KETTLES.decode(NAME, 3, data) == KettleBoiled(litres=1.5, by="ada", at=TEN)


@pytest.mark.parametrize("version", [0, 4, -1])
def test_a_version_that_was_never_published_is_unknown(version: int) -> None:
    with pytest.raises(UnknownEventType, match=rf"{NAME}.v{version} is not in the catalogue"):
        KETTLES.decode(NAME, version, b"{}")


def test_a_name_that_is_not_in_the_catalogue_is_unknown() -> None:
    with pytest.raises(UnknownEventType):
        KETTLES.decode("intake.kettle.descaled", 1, b"{}")
    with pytest.raises(UnknownEventType, match="KettleEmptied is not in the catalogue"):
        KETTLES.entry_of(KettleEmptied())


@pytest.mark.parametrize("version", [1, 2, 3])
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"null",
        b"{}",
        b'{"cups": 6',
        b'{"cups": "six", "litres": "x", "by": "ada", "at": "2026-03-10T10:00:00Z"}',
        b'{"cups": 6, "litres": 1.5, "by": "ada", "at": "2026-03-10T10:00:00"}',
        b'{"cups": 6, "litres": 1.5, "by": "\xff", "at": "2026-03-10T10:00:00\xff"}',
    ],
)
def test_bytes_that_do_not_fit_are_malformed_in_every_version(version: int, data: bytes) -> None:
    with pytest.raises(MalformedEvent, match=rf"{NAME}.v{version}: "):
        KETTLES.decode(NAME, version, data)


@pytest.mark.parametrize(
    "upcasts",
    [{}, {1: cups_to_litres}, {1: cups_to_litres, 2: nobody_was_named, 3: nobody_was_named}],
)
def test_a_catalogue_needs_exactly_one_upcast_for_each_older_version(
    upcasts: dict[int, Any],
) -> None:
    with pytest.raises(ValueError, match=rf"not one upcast for each older version: {NAME}\.v3"):
        Catalogue((Entry(NAME, 3, KettleBoiled, "intake", upcasts),))


def test_nothing_stands_twice_in_a_catalogue() -> None:
    with pytest.raises(ValueError, match="stands twice"):
        Catalogue((ENTRY, Entry("intake.kettle.sang", 1, KettleBoiled, "intake", {})))
    with pytest.raises(ValueError, match="stands twice"):
        Catalogue((ENTRY, Entry(NAME, 1, KettleEmptied, "intake", {})))


def test_every_event_is_named_after_the_service_that_owns_it() -> None:
    assert all(entry.name.partition(".")[0] == entry.owner for entry in ENTRIES)
