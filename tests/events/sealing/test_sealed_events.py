"""Events become sealed where keys are kept, and are read again with or without the key."""

from datetime import UTC, datetime
from uuid import uuid4

import msgspec
import pytest

from events.catalogue.case_events import (
    CaseCommented,
    CasePriorityChanged,
    CaseResponded,
    ContactUnreachable,
    InformationProvided,
    MessageText,
    PhoneCallJoined,
    ReachNamed,
    ReachText,
    TriedContact,
    TriedContacts,
)
from events.catalogue.entry import Entry
from events.catalogue.on_call_events import ContactMethod, EngineerDefined, EngineerDetails
from events.catalogue.page_events import PageNote, PageRungAgain
from events.catalogue.registry import CATALOGUE, Catalogue, Written
from events.catalogue.whose_key import author
from events.errors import MalformedEvent
from events.event import Event, Meta, NewEvent
from events.sealing.data_key import DataKey, Keys, drawn_key
from events.sealing.persons import staff_person, user_person
from events.sealing.stand_ins import ERASED, UNREAD, is_erased, is_unread, stand_in

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
KEY = drawn_key()
BY_ID: Keys = {KEY.key_id: KEY}
DROPPED: Keys = {KEY.key_id: None}
RESPONDED = CaseResponded(
    case_id="c-1",
    responder_id="e-1",
    responded_at=NOON,
    first=True,
    late_reason="the train was late",
    personal=MessageText(text="restart it"),
)
UNREACHABLE = ContactUnreachable(
    case_id="c-1",
    recorded_by="e-1",
    unreachable_at=NOON,
    reason="nobody picks up",
    personal=TriedContacts(tried=(TriedContact(who="Ada", how="+1 555", at=NOON),)),
)


def new(
    event: Event, *, by: str | None = None, customer_id: str | None = None, actor: str | None = "e"
) -> NewEvent:
    meta = Meta(correlation_id="c", actor=actor)
    return NewEvent(
        data=event,
        event_id=uuid4(),
        occurred_at=NOON,
        meta=meta,
        author=by,
        customer_id=customer_id,
    )


def sealed(one: NewEvent, key: DataKey = KEY) -> Written:
    person = CATALOGUE.person_of(one)
    return CATALOGUE.write(one, {} if person is None else {person: key})


def read(one: NewEvent, written: Written, keys: Keys) -> Event:
    return CATALOGUE.decode(
        written.name, written.version, written.data, event_id=one.event_id, keys=keys
    )


@pytest.mark.parametrize("event", [RESPONDED, UNREACHABLE], ids=lambda event: type(event).__name__)
def test_words_are_in_the_box_wherever_they_stand_and_come_out_again(event: Event) -> None:
    one = new(event)
    written = sealed(one)
    for words in (b"train", b"restart", b"picks", b"Ada", b"555"):
        assert words not in written.data
    assert b"c-1" in written.data
    assert read(one, written, BY_ID) == event


def test_without_keys_the_plain_version_is_written() -> None:
    written = CATALOGUE.write(new(RESPONDED), None)
    assert written == ("intake.case.responded", 1, CATALOGUE.encode(RESPONDED))


def test_an_erased_key_leaves_ids_and_times_and_says_that_the_words_are_erased() -> None:
    one = new(RESPONDED)
    assert read(one, sealed(one), DROPPED) == msgspec.structs.replace(
        RESPONDED, late_reason="erased", personal=MessageText(text="erased")
    )


def test_a_key_that_is_not_known_is_told_from_one_that_was_erased() -> None:
    one = new(UNREACHABLE)
    unread, erased = read(one, sealed(one), {}), read(one, sealed(one), DROPPED)
    assert isinstance(unread, ContactUnreachable)
    assert isinstance(erased, ContactUnreachable)
    assert is_unread(unread.personal)
    assert not is_erased(unread.personal)
    assert is_unread(unread.reason)
    assert is_erased(erased.personal)
    assert is_erased(erased.reason)
    assert not is_unread(erased.personal)


def test_what_nobody_wrote_is_not_said_to_be_erased() -> None:
    event = msgspec.structs.replace(RESPONDED, late_reason=None)
    one = new(event)
    opened = read(one, sealed(one), DROPPED)
    assert isinstance(opened, CaseResponded)
    assert opened.late_reason is None
    assert is_erased(opened.personal)


def test_an_event_in_which_nobody_wrote_anything_needs_no_key() -> None:
    event = InformationProvided(case_id="c-1", provided_at=NOON)
    one = new(event)
    assert CATALOGUE.person_of(one) is None
    written = sealed(one)
    assert written.version == 2
    assert CATALOGUE.key_in(*written) is None
    assert read(one, written, {}) == event


def test_a_reader_is_told_which_key_it_needs() -> None:
    written = sealed(new(RESPONDED))
    assert CATALOGUE.key_in(*written) == KEY.key_id
    assert CATALOGUE.key_in(written.name, 1, written.data) is None
    assert CATALOGUE.key_in("intake.case.sneezed", 2, written.data) is None
    assert CATALOGUE.key_in(written.name, 2, b"\xff{") is None


def test_a_box_in_another_event_or_under_another_type_is_refused() -> None:
    one, other = new(RESPONDED), new(RESPONDED)
    written = sealed(one)
    with pytest.raises(MalformedEvent, match="of another event"):
        read(other, written, BY_ID)
    comment = new(CaseCommented(case_id="c-1", author_id="e", personal=MessageText(text="x")))
    foreign = msgspec.json.decode(sealed(comment).data)["sealed"]
    moved = {**msgspec.json.decode(written.data), "sealed": foreign}
    with pytest.raises(MalformedEvent, match="of another event"):
        CATALOGUE.decode(
            "intake.case.responded",
            2,
            msgspec.json.encode(moved),
            event_id=comment.event_id,
            keys=BY_ID,
        )


def test_a_sealed_form_without_its_box_is_malformed() -> None:
    data = msgspec.json.decode(sealed(new(RESPONDED)).data)
    del data["sealed"]
    with pytest.raises(MalformedEvent, match="sealed"):
        CATALOGUE.decode("intake.case.responded", 2, msgspec.json.encode(data), keys=BY_ID)


def test_a_users_name_is_sealed_by_the_users_key() -> None:
    call = PhoneCallJoined(case_id="c-1", caller_id="u-1", called_at=NOON, personal=None)
    assert CATALOGUE.person_of(new(call, customer_id="acme")) is None
    reach = ReachNamed(
        case_id="c-1", user_id="u-1", named_at=NOON, personal=ReachText(name="Ada", phone="1")
    )
    assert CATALOGUE.person_of(new(reach, customer_id="acme")) == user_person("acme", "u-1")
    nameless = msgspec.structs.replace(reach, user_id=None)
    by_author = new(nameless, by=staff_person("e-1"), customer_id="acme")
    assert CATALOGUE.person_of(by_author) == staff_person("e-1")


def test_what_was_written_is_sealed_by_its_authors_key() -> None:
    assert CATALOGUE.person_of(new(RESPONDED, by="user/acme/u-1")) == "user/acme/u-1"
    assert CATALOGUE.person_of(new(RESPONDED, actor="agent-7")) == staff_person("agent-7")
    assert CATALOGUE.person_of(new(RESPONDED, actor=None)) == staff_person("nobody")
    priority = CasePriorityChanged(
        case_id="c", old="P2", new="P1", changed_at=NOON, reason="it burns"
    )
    assert CATALOGUE.person_of(new(priority, by="user/acme/u-1")) == "user/acme/u-1"


def test_an_engineers_addresses_are_sealed_by_the_engineers_key() -> None:
    method = ContactMethod(kind="email", address="ada@example.com", delay_s=30)
    details = EngineerDetails(name="Ada", contact_methods=(method,))
    one = new(EngineerDefined(engineer_id="e-1", personal=details), actor="admin")
    assert CATALOGUE.person_of(one) == staff_person("e-1")
    erased = read(one, sealed(one), DROPPED)
    assert isinstance(erased, EngineerDefined)
    assert erased.personal == EngineerDetails(name="erased", contact_methods=())


def test_stand_ins_are_of_the_right_type_whatever_the_class_holds() -> None:
    assert stand_in(TriedContact, ERASED).at.tzinfo is UTC
    assert stand_in(ContactMethod, UNREAD).delay_s == 0
    assert is_erased(stand_in(PageNote, ERASED))
    assert not is_erased(None)
    assert not is_erased(TriedContacts(tried=()))
    assert not is_unread(MessageText(text="erased"))


def test_a_page_note_of_nobody_known_is_sealed_all_the_same() -> None:
    again = PageRungAgain(
        page_id="p",
        reason="by-hand",
        acknowledged_by=None,
        acknowledged_at=None,
        at=NOON,
        personal=PageNote(text="again"),
    )
    one = new(again, actor=None)
    assert b"again" not in sealed(one).data


class KettleNamed(Event, frozen=True, kw_only=True):
    """Version 3: a note with a title.

    Version 2 was the sealed form of version 1, which had none.
    """

    kettle_id: str
    title: str
    personal: MessageText


def _untitled(data: dict[str, object]) -> dict[str, object]:
    return {**data, "title": "none"}


def test_a_sealed_form_of_an_older_version_is_opened_and_then_upcast() -> None:
    name = "intake.kettle.named"

    class FirstKettleNamed(Event, frozen=True, kw_only=True):
        """Version 1."""

        kettle_id: str
        personal: MessageText

    first = Catalogue((Entry(name, 1, FirstKettleNamed, "intake", {}, author),))
    today = Catalogue(
        (
            Entry(
                name, 3, KettleNamed, "intake", {1: _untitled}, author, sealed_before=frozenset({2})
            ),
        )
    )
    one = new(FirstKettleNamed(kettle_id="k", personal=MessageText(text="hot")))
    written = first.write(one, {staff_person("e"): KEY})
    assert written.version == 2
    assert today.key_in(*written) == KEY.key_id

    def opened(keys: Keys) -> Event:
        return today.decode(name, 2, written.data, event_id=one.event_id, keys=keys)

    assert opened(BY_ID) == KettleNamed(
        kettle_id="k", title="none", personal=MessageText(text="hot")
    )
    assert opened(DROPPED) == KettleNamed(
        kettle_id="k", title="none", personal=MessageText(text="erased")
    )
