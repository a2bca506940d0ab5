"""Who sees a case, its twins and its colleagues, and who may work on it: pure (CP-8, CP-10)."""

from dataclasses import replace
from functools import partial

import pytest

from events.catalogue.case_events import CaseCommented, CaseOpened, MessageText
from intake.adapters.deciders import COMMENTING, NOTING
from intake.domain.case import Case, evolve
from intake.domain.comment_on_case import CommentOnCase
from intake.domain.customer import User
from intake.domain.decide_in_turn import decide_in_turn
from intake.domain.errors import NotAllowedInState, NotEntitled
from intake.domain.note_on_case import NoteOnCase
from intake.domain.public_history import shown_fields
from intake.domain.who_sees_case import as_shown_to, sees_case
from intake.domain.work_on_case import check_may_add_to, check_may_work_on
from tests.intake.sample_cases import ACME, CLOSED, NOW, OPENED, TERMS

BOB = User(user_id="bob", name="Bob", email="bob@acme.example")
CONTACT = replace(BOB, user_id="con", authorized=True)
CUSTOMER = replace(ACME, users={**ACME.users, "bob": BOB, "con": CONTACT})


def case(**changes: frozenset[str]) -> Case:
    opened = evolve(None, OPENED)
    return replace(
        opened,
        team_contacts=changes.get("team", frozenset()),
        likely_twins=changes.get("twins", frozenset()),
    )


def test_a_case_is_seen_by_its_reporter_its_team_and_authorized_contacts() -> None:
    on_team = case(team=frozenset({"bob"}))

    assert [sees_case(case(), CUSTOMER, user) for user in ("ann", "bob", "con", "zoe")] == [
        True,
        False,
        True,
        False,
    ]
    assert sees_case(on_team, CUSTOMER, "bob")
    assert not sees_case(case(), replace(CUSTOMER, customer_id="bolt"), "ann")


def test_twins_are_shown_to_those_who_see_every_case() -> None:
    twinned = case(twins=frozenset({"c0"}))

    assert as_shown_to("con", CUSTOMER, twinned).likely_twins == {"c0"}
    assert as_shown_to("ann", CUSTOMER, twinned).likely_twins == frozenset()


def test_a_contact_adds_people_to_a_case_only_with_its_training() -> None:
    courses = dict.fromkeys((*TERMS.trainings.any_of[0], *TERMS.trainings.supplemental), NOW.date())
    trained = replace(CUSTOMER, users={"con": replace(CONTACT, trainings=courses)})

    check_may_add_to(trained, "con", TERMS)
    check_may_work_on(case(), "ann", CUSTOMER, TERMS)
    for user, code in (("con", "training-missing"), ("bob", "authorized-contact-required")):
        with pytest.raises(NotEntitled) as refused:
            check_may_add_to(CUSTOMER, user, TERMS)
        assert refused.value.code == code
    with pytest.raises(NotEntitled) as stranger:
        check_may_work_on(case(), "zoe", CUSTOMER, TERMS)
    assert stranger.value.code == "authorized-contact-required"


def test_decisions_in_turn_are_each_made_on_what_the_one_before_led_to() -> None:
    comment = CommentOnCase(author_id="ann", text="Hello", by_customer=True, now=NOW)
    note = NoteOnCase(author_id="eve", text="Hello")
    decisions = [partial(COMMENTING.decide, comment), partial(NOTING.decide, note)]

    events = decide_in_turn(decisions, evolve(None, OPENED), COMMENTING.evolve)
    first = CaseCommented(
        case_id="c1", author_id="ann", by_customer=True, personal=MessageText(text="Hello")
    )
    assert (events[0], len(events)) == (first, 2)
    with pytest.raises(NotAllowedInState):
        decide_in_turn(decisions, evolve(evolve(None, OPENED), CLOSED), COMMENTING.evolve)


def test_the_vendor_reads_every_field_of_an_event() -> None:
    assert shown_fields(CaseOpened, ("case_id", "personal"), "vendor") == ("case_id", "personal")
