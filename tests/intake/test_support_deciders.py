"""How support is reached is changed from a day on: given changes, when a command, then an event."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import msgspec

from careplans.support_access import StaffedHours, load_support_access
from careplans.terms import load_terms
from events.catalogue.customer_events import Reason
from events.catalogue.support_events import SupportAccessChanged
from intake.adapters import support_deciders
from intake.domain.change_support_access import ChangeSupportAccess
from intake.domain.support_access import INITIAL, evolve, notices_of
from tests.support.given import deciding

changing = deciding(support_deciders.CHANGING_SUPPORT_ACCESS)

FILES = load_support_access()
TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
MAY = date(2026, 5, 1)
AS_NOW = msgspec.structs.replace(FILES.valid_on(TODAY), version="c1", valid_from=MAY)
OTHER = msgspec.structs.replace(AS_NOW, portal="https://help.example.com")
CHANGED = SupportAccessChanged(
    change_id="c1",
    valid_from=MAY,
    language="English",
    portal="https://help.example.com",
    procedure=AS_NOW.procedure,
    vendor_country_number="+1 313 555 0100",
    elsewhere_number="+1 313 555 0101",
    changed_at=NOW,
    changed_by="office",
    personal=Reason(text="A new portal."),
)
COMMAND = ChangeSupportAccess(
    access=OTHER,
    files=FILES,
    promised=load_terms().versions[-1].telephone,
    today=TODAY,
    now=NOW,
    changed_by="office",
    reason="A new portal.",
)


def test_a_change_holds_from_today_on_or_later_and_is_made_once() -> None:
    changing.given().when(COMMAND).then(CHANGED)
    today = msgspec.structs.replace(OTHER, valid_from=TODAY)
    changing.given().when(replace(COMMAND, access=today)).then(
        msgspec.structs.replace(CHANGED, valid_from=TODAY)
    )
    changing.given(CHANGED).when(COMMAND).then()
    swapped = msgspec.structs.replace(OTHER, numbers=OTHER.numbers[::-1])
    changing.given(CHANGED).when(replace(COMMAND, access=swapped)).then()
    changing.given().when(replace(COMMAND, access=AS_NOW)).then()
    late = msgspec.structs.replace(OTHER, valid_from=date(2026, 3, 1))
    changing.given().when(replace(COMMAND, access=late)).refused("valid-from-in-the-past")


def test_a_change_ahead_is_taken_back_by_what_held_before() -> None:
    back = msgspec.structs.replace(CHANGED, change_id="c2", portal=AS_NOW.portal)
    access = msgspec.structs.replace(AS_NOW, version="c2")
    changes = changing.given(CHANGED).when(replace(COMMAND, access=access)).then(back)
    assert changes.beside(FILES).valid_on(MAY).portal == AS_NOW.portal
    notices = notices_of(changes, FILES)
    assert [(it.change.change_id, it.changed) for it in notices] == [
        ("c1", ("portal",)),
        ("c2", ("portal",)),
    ]


def test_the_telephone_may_be_staffed_for_longer_than_promised_and_not_for_less() -> None:
    longer = StaffedHours(opens=time(7), closes=time(19))
    access = msgspec.structs.replace(OTHER, hours=longer)
    changed = msgspec.structs.replace(CHANGED, opens="07:00", closes="19:00")
    changes = changing.given().when(replace(COMMAND, access=access)).then(changed)
    assert changes.beside(FILES).valid_on(MAY).hours == longer
    for hours in (
        StaffedHours(opens=time(9), closes=time(17)),
        StaffedHours(opens=time(8), closes=time(16, 30)),
    ):
        shorter = msgspec.structs.replace(OTHER, hours=hours)
        changing.given().when(replace(COMMAND, access=shorter)).refused("hours-fewer-than-promised")


def test_what_holds_follows_from_the_day_and_not_from_the_order_of_changes() -> None:
    june = msgspec.structs.replace(
        CHANGED, change_id="c2", valid_from=date(2026, 6, 1), elsewhere_number="+1 313 555 0199"
    )
    for events in ((CHANGED, june), (june, CHANGED)):
        changes = INITIAL
        for event in events:
            changes = evolve(changes, event)
        versions = changes.beside(FILES)
        days = [date(2026, 4, 30), MAY, date(2026, 5, 31), date(2026, 6, 1)]
        assert [versions.valid_on(day).version for day in days] == ["2010.1", "c1", "c1", "c2"]
