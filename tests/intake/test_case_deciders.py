"""Each decider about a case alone: given events, when a command comes, then events or a refusal."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace as replace_struct

from careplans.entitlements import refusal_of
from careplans.scope import EdiTopic
from events.catalogue.case_events import (
    CallText,
    CaseAssigned,
    CaseCommented,
    CaseEscalated,
    CaseFileAdded,
    CaseHandedOver,
    CaseIncluded,
    CaseNoted,
    CaseReleased,
    CaseReopened,
    CaseReproduced,
    CaseResponded,
    ContactReachable,
    FileText,
    InformationProvided,
    InformationRequested,
    LikelyTwinMarked,
    MessageText,
    PhoneCallDated,
    PhoneCallJoined,
    ReachNamed,
    ReachText,
    TeamContactAdded,
    TriedContact,
    TriedContacts,
)
from events.catalogue.service_events import EdiTopicNamed
from events.event import Event
from intake.adapters import deciders
from intake.domain.add_file import AddFile
from intake.domain.add_team_contact import AddTeamContact
from intake.domain.assign_case import AssignCase
from intake.domain.case_files import MOST_FILES, CaseFile
from intake.domain.change_priority import ChangePriority
from intake.domain.close_case import CloseCase
from intake.domain.comment_on_case import CommentOnCase
from intake.domain.customer import User
from intake.domain.date_phone_call import CallTime
from intake.domain.escalate_case import EscalateCase
from intake.domain.exclude_case import ExcludeCase, UnknownExclusion
from intake.domain.hand_over_case import HandOverCase
from intake.domain.include_case import IncludeCase
from intake.domain.join_phone_call import JoinPhoneCall
from intake.domain.likely_twins import LikelyTheSame, OpenP1
from intake.domain.mark_reachable import MarkReachable
from intake.domain.mark_unreachable import MarkUnreachable
from intake.domain.name_reach import NameReach, Reach
from intake.domain.note_on_case import NoteOnCase
from intake.domain.open_case import OpenCase
from intake.domain.open_p1 import OpenP1Case
from intake.domain.provide_information import ProvideInformation
from intake.domain.provide_workaround import ProvideWorkaround
from intake.domain.release_case import ReleaseCase
from intake.domain.reopen_case import ReopenCase
from intake.domain.reproduce_case import ReproduceCase
from intake.domain.request_information import RequestInformation
from intake.domain.resolve_case import ResolveCase
from intake.domain.respond_to_case import RespondToCase
from intake.domain.take_acknowledged_p1 import TakeAcknowledgedP1
from tests.intake.sample_cases import (
    ACME,
    ANNS_CALL,
    ANSWERED,
    CLOSED,
    EXCLUDED,
    LATER,
    LIBRARY,
    LOWERED,
    NOW,
    OPENED,
    P1,
    QUESTION,
    RESOLVED,
    TEXT,
    TODAY,
    UNREACHABLE,
    WORKED_AROUND,
    case_after,
    open_c1,
)
from tests.support.given import deciding

opening = deciding(deciders.OPENING)
recording_opening = deciding(deciders.RECORDING_OPENING)
opening_p1 = deciding(deciders.OPENING_P1)
joining = deciding(deciders.JOINING_CALL)
adding = deciding(deciders.ADDING_TEAM_CONTACT)
assigning = deciding(deciders.ASSIGNING)
prioritizing = deciding(deciders.CHANGING_PRIORITY)
closing = deciding(deciders.CLOSING)
adding_file = deciding(deciders.ADDING_FILE)
commenting = deciding(deciders.COMMENTING)
escalating = deciding(deciders.ESCALATING)
excluding = deciding(deciders.EXCLUDING)
including = deciding(deciders.INCLUDING)
handing_over = deciding(deciders.HANDING_OVER)
marking_reachable = deciding(deciders.MARKING_REACHABLE)
marking_unreachable = deciding(deciders.MARKING_UNREACHABLE)
naming_reach = deciding(deciders.NAMING_REACH)
noting = deciding(deciders.NOTING)
informing = deciding(deciders.PROVIDING_INFORMATION)
working_around = deciding(deciders.PROVIDING_WORKAROUND)
releasing = deciding(deciders.RELEASING)
reopening = deciding(deciders.REOPENING)
reproducing = deciding(deciders.REPRODUCING)
taking = deciding(deciders.TAKING_P1)
requesting = deciding(deciders.REQUESTING_INFORMATION)
resolving = deciding(deciders.RESOLVING)
responding = deciding(deciders.RESPONDING)


def test_a_case_is_opened_with_its_promise_and_only_once() -> None:
    opened = opening.given().when(open_c1()).then(OPENED)
    assert opened is not None
    assert opened.promise.targets["P1"].amount == 3600
    recording_opening.given().when(open_c1()).then(OPENED)
    opening.given(OPENED).when(open_c1()).refused("case-exists")
    recording_opening.given(OPENED).when(open_c1()).refused("case-exists")


def test_a_case_is_opened_for_the_customers_users_and_by_the_plans_rules_only() -> None:
    opening.given().when(open_c1(replace(P1, reporter_id="zoe"))).refused("unknown-reporter")
    opening.given().when(open_c1(replace(P1, priority="P3", channel="phone"))).refused(
        "phone-is-for-p1"
    )


def test_no_case_is_opened_in_the_last_year_of_its_calendar() -> None:
    last_year = LIBRARY.calendar(OPENED.promise).last_year

    def opened_in(year: int) -> OpenCase:
        day = TODAY.replace(year=year)
        term = replace(ACME.terms[0], starts_on=day, ends_on=day, began_on=day)
        return replace(open_c1(), customer=replace(ACME, terms=(term,)), today=day)

    opening.given().when(opened_in(last_year - 1)).then(OPENED)
    opening.given().when(opened_in(last_year)).refused("calendar-ends")


def test_a_p1_marks_its_likely_twin_and_a_call_asks_about_it() -> None:
    other = OpenP1(case_id="c0", number="CASE-0", subject="Down", channel="online", opened_at=NOW)
    mark = LikelyTwinMarked(case_id="c1", twin_id="c0", marked_at=NOW, because="same-subject")

    opening_p1.given().when(OpenP1Case(opening=open_c1(), open_p1s=())).then(OPENED)
    twin = opening_p1.given().when(OpenP1Case(opening=open_c1(), open_p1s=(other,)))
    assert case_after(mark) == twin.then(OPENED, mark)
    by_phone = OpenP1Case(opening=open_c1(replace(P1, channel="phone")), open_p1s=(other,))
    refusal = opening_p1.given().when(by_phone).refused("likely-the-same")
    assert isinstance(refusal, LikelyTheSame)
    assert [it.subject for it in refusal.without_subjects().candidates] == [""]


def test_a_call_joins_a_p1_of_its_customer_that_nothing_has_helped_yet() -> None:
    call = JoinPhoneCall(
        customer=ACME, caller_id="ann", subject="Down", description="Still", now=LATER
    )
    words = CallText(subject="Down", description="Still", caller="Ann")
    joined = PhoneCallJoined(case_id="c1", caller_id="ann", called_at=LATER, personal=words)

    joining.given(OPENED).when(call).then(joined)
    ended = InformationProvided(case_id="c1", provided_at=LATER)
    joining.given(OPENED, QUESTION).when(call).then(joined, ended)
    joining.given().when(call).refused("unknown-case")
    joining.given(OPENED, LOWERED).when(call).refused("not-a-p1")
    joining.given(OPENED, WORKED_AROUND).when(call).refused("not-allowed-in-state")
    joining.given(OPENED, WORKED_AROUND, RESOLVED).when(call).refused("not-allowed-in-state")
    joining.given(OPENED, WORKED_AROUND, QUESTION).when(call).refused("not-allowed-in-state")
    joining.given(OPENED).when(replace(call, customer=replace(ACME, customer_id="bolt"))).refused(
        "unknown-case"
    )
    joining.given(OPENED).when(replace(call, caller_id="zoe")).refused("unknown-reporter")


def test_what_of_edi_a_call_is_about_is_recorded_where_it_is_new() -> None:
    """CP-19."""
    topic = EdiTopic(code="testing", text="Testing", service="edi-testing")
    call = JoinPhoneCall(
        customer=ACME, caller_id="ann", subject="Down", description="Still", now=LATER, topic=topic
    )
    words = CallText(subject="Down", description="Still", caller="Ann")
    joined = PhoneCallJoined(case_id="c1", caller_id="ann", called_at=LATER, personal=words)
    named = EdiTopicNamed(case_id="c1", topic="testing", service="edi-testing")
    other = EdiTopicNamed(case_id="c1", topic="configuration", service="edi-configuration")

    joining.given(OPENED).when(call).then(joined, named)
    joining.given(OPENED, named).when(call).then(joined)
    joining.given(OPENED, other).when(call).then(joined, named)


def test_a_user_is_added_to_a_case_once() -> None:
    command = AddTeamContact(user_id="ann", customer=ACME)
    added = TeamContactAdded(case_id="c1", user_id="ann")

    adding.given(OPENED).when(command).then(added)
    adding.given(OPENED, added).when(command).then()
    adding.given(OPENED).when(replace(command, user_id="zoe")).refused("unknown-user")


def test_a_case_is_assigned_to_another_engineer_only() -> None:
    assigned = CaseAssigned(case_id="c1", engineer_id="eve")

    assigning.given(OPENED).when(AssignCase(engineer_id="eve")).then(assigned)
    assigning.given(OPENED, assigned).when(AssignCase(engineer_id="eve")).then()


def test_a_case_is_not_given_to_somebody_who_is_no_engineer() -> None:
    assigning.given(OPENED).when(AssignCase(engineer_id="eve", exists=False)).refused(
        "unknown-engineer"
    )
    handing_over.given(OPENED).when(
        HandOverCase(to_engineer_id="max", summary="Hello", exists=False)
    ).refused("unknown-engineer")


def test_who_acknowledged_its_page_has_a_p1_that_needs_cover() -> None:
    command = TakeAcknowledgedP1(engineer_id="eve", acknowledged_at=LATER, given_at=None)
    assigned = CaseAssigned(case_id="c1", engineer_id="eve")
    others = CaseAssigned(case_id="c1", engineer_id="max")

    taking.given(OPENED).when(command).then(assigned)
    taking.given(OPENED, QUESTION, others).when(command).then(assigned)
    taking.given(OPENED, assigned).when(command).then()
    taking.given(OPENED, LOWERED).when(command).then()
    taking.given(OPENED, WORKED_AROUND).when(command).then()
    taking.given(OPENED, WORKED_AROUND, QUESTION).when(command).then()
    taking.given(OPENED, RESOLVED).when(command).then()
    taking.given().when(command).then()


@pytest.mark.parametrize(
    ("given_at", "is_taken"), [(NOW, True), (LATER, False), (LATER + timedelta(days=1), False)]
)
def test_an_acknowledgement_takes_a_p1_from_nobody_who_was_given_it_at_that_time_or_since(
    given_at: datetime, is_taken: bool
) -> None:
    command = TakeAcknowledgedP1(engineer_id="eve", acknowledged_at=LATER, given_at=given_at)
    others = CaseAssigned(case_id="c1", engineer_id="max")
    taken = [CaseAssigned(case_id="c1", engineer_id="eve")] if is_taken else []

    taking.given(OPENED, others).when(command).then(*taken)


def test_a_case_is_handed_over_to_another_engineer() -> None:
    command = HandOverCase(to_engineer_id="max", summary="Hello")
    handed = CaseHandedOver(
        case_id="c1", from_engineer_id=None, to_engineer_id="max", personal=TEXT
    )

    handing_over.given(OPENED).when(command).then(handed)
    handing_over.given(OPENED, handed).when(command).refused("already-covered")


def test_a_case_is_escalated_upwards_only() -> None:
    raised = CaseEscalated(case_id="c1", level=2, personal=TEXT)

    escalating.given(OPENED).when(EscalateCase(level=2, reason="Hello")).then(raised)
    escalating.given(OPENED, raised).when(EscalateCase(level=2, reason="Hello")).refused(
        "level-not-higher"
    )


def test_a_priority_changes_and_lowering_it_ends_being_unreachable() -> None:
    command = ChangePriority(priority="P2", reason="why", now=NOW)

    lowered = prioritizing.given(OPENED, UNREACHABLE).when(command).then(LOWERED)
    assert lowered is not None
    assert not lowered.unreachable
    prioritizing.given(OPENED, LOWERED).when(command).refused("priority-unchanged")
    # CP-4, CP-6: what is open is worked on, and becomes no P1.
    lapsed = replace(command, no_access=refusal_of("lapsed"))
    prioritizing.given(OPENED).when(lapsed).then(LOWERED)
    raised = replace(lapsed, priority="P1")
    prioritizing.given(OPENED, LOWERED).when(raised).refused("plan-lapsed")
    prioritizing.given(OPENED, CLOSED).when(command).refused("not-allowed-in-state")


def test_a_case_is_closed_with_a_last_word_or_without() -> None:
    last = CaseCommented(case_id="c1", author_id="eve", personal=TEXT)

    closing.given(OPENED).when(CloseCase(author_id="eve", text=None, now=NOW)).then(CLOSED)
    closing.given(OPENED).when(CloseCase(author_id="eve", text="Hello", now=NOW)).then(last, CLOSED)
    closing.given(OPENED, CLOSED).when(CloseCase(author_id="eve", text=None, now=NOW)).refused(
        "not-allowed-in-state"
    )


def test_a_customers_comment_ends_the_wait_and_supports_own_does_not() -> None:
    command = CommentOnCase(author_id="ann", text="Hello", by_customer=True, now=LATER)
    comment = CaseCommented(case_id="c1", author_id="ann", by_customer=True, personal=TEXT)
    ended = InformationProvided(case_id="c1", provided_at=LATER)

    commenting.given(OPENED).when(command).then(comment)
    commenting.given(OPENED, QUESTION).when(command).then(comment, ended)
    own = replace_struct(comment, by_customer=False)
    commenting.given(OPENED, QUESTION).when(replace(command, by_customer=False)).then(own)


@pytest.mark.parametrize("end", [RESOLVED, EXCLUDED])
def test_a_case_takes_words_and_people_until_it_is_closed(end: Event) -> None:
    command = CommentOnCase(author_id="ann", text="Hello", by_customer=True, now=LATER)
    comment = CaseCommented(case_id="c1", author_id="ann", by_customer=True, personal=TEXT)

    commenting.given(OPENED, end).when(command).then(comment)
    commenting.given(OPENED, end, CLOSED).when(command).refused("not-allowed-in-state")
    added = TeamContactAdded(case_id="c1", user_id="ann")
    adding.given(OPENED, end).when(AddTeamContact(user_id="ann", customer=ACME)).then(added)


LOG = CaseFile(
    name="controller.log",
    url="https://files.acme.example/controller.log",
    size=20_480,
    sha256="0123456789abcdef" * 4,
    author_id="ann",
    by_customer=True,
    added_at=LATER,
)
LOG_ADDED = CaseFileAdded(
    case_id="c1",
    author_id="ann",
    by_customer=True,
    size=20_480,
    sha256="0123456789abcdef" * 4,
    added_at=LATER,
    personal=FileText(name="controller.log", url="https://files.acme.example/controller.log"),
)


def test_a_customers_file_ends_the_wait_and_an_engineers_does_not() -> None:
    ended = InformationProvided(case_id="c1", provided_at=LATER)
    of_support = replace(LOG, author_id="eve", by_customer=False)

    case = adding_file.given(OPENED).when(AddFile(file=LOG)).then(LOG_ADDED)
    assert case is not None
    assert case.files == (LOG,)
    adding_file.given(OPENED, QUESTION).when(AddFile(file=LOG)).then(LOG_ADDED, ended)
    adding_file.given(OPENED, QUESTION).when(AddFile(file=of_support)).then(
        replace_struct(LOG_ADDED, author_id="eve", by_customer=False)
    )


def test_a_file_that_a_case_refers_to_already_is_not_added_again() -> None:
    by_another = replace(LOG, author_id="eve", by_customer=False, added_at=NOW)

    adding_file.given(OPENED, LOG_ADDED).when(AddFile(file=by_another)).then()
    adding_file.given(OPENED, LOG_ADDED).when(AddFile(file=replace(LOG, size=0))).then(
        replace_struct(LOG_ADDED, size=0)
    )


def test_a_case_refers_to_so_many_files_and_no_more() -> None:
    many = [replace_struct(LOG_ADDED, size=number) for number in range(MOST_FILES)]

    adding_file.given(OPENED, *many).when(AddFile(file=LOG)).refused("too-many-files")
    adding_file.given(OPENED, *many).when(AddFile(file=replace(LOG, size=1))).then()
    adding_file.given(OPENED, *many[1:]).when(AddFile(file=LOG)).then(LOG_ADDED)


@pytest.mark.parametrize("end", [RESOLVED, EXCLUDED])
def test_a_case_takes_files_until_it_is_closed(end: Event) -> None:
    adding_file.given(OPENED, end).when(AddFile(file=LOG)).then(LOG_ADDED)
    adding_file.given(OPENED, end, CLOSED).when(AddFile(file=LOG)).refused("not-allowed-in-state")


def test_a_wait_never_ends_before_it_began() -> None:
    command = CommentOnCase(author_id="ann", text="Hello", by_customer=True, now=NOW)
    comment = CaseCommented(case_id="c1", author_id="ann", by_customer=True, personal=TEXT)
    later = InformationRequested(case_id="c1", requested_at=LATER, personal=TEXT)
    ended = InformationProvided(case_id="c1", provided_at=LATER)

    commenting.given(OPENED, later).when(command).then(comment, ended)


@pytest.mark.parametrize("text", [None, "Hello"])
def test_a_case_is_excluded_for_a_code_of_its_terms_and_words_are_kept_apart(
    text: str | None,
) -> None:
    command = ExcludeCase(code="non-payment", now=NOW, codes=LIBRARY.exclusion_codes(), text=text)
    excluded = replace_struct(EXCLUDED, personal=MessageText(text=text) if text else None)

    case = excluding.given(OPENED).when(command).then(excluded)
    assert case is not None
    assert (case.status, case.exclusion, case.exclusion_note) == ("excluded", "non-payment", text)


def test_a_case_of_terms_that_are_not_kept_is_excluded_by_the_newest() -> None:
    codes = {"1999.1": ("unpaid",), "1999.2": ("non-payment",)}

    excluding.given(OPENED).when(ExcludeCase(code="non-payment", now=NOW, codes=codes)).then(
        EXCLUDED
    )


@pytest.mark.parametrize("code", ["other", "whatever I like", "Non-payment"])
def test_a_reason_that_is_no_code_of_the_terms_is_refused_with_the_codes(code: str) -> None:
    command = ExcludeCase(code=code, now=NOW, codes=LIBRARY.exclusion_codes())

    refusal = excluding.given(OPENED).when(command).refused("unknown-exclusion")
    assert isinstance(refusal, UnknownExclusion)
    assert len(refusal.codes) == 9
    assert str(refusal.detail).startswith(
        "the reason is one of use-against-agreement, non-payment, unsupported-equipment, "
    )


def test_an_exclusion_is_taken_back_and_the_case_is_as_before() -> None:
    command = IncludeCase(reason="Hello", now=LATER)
    included = CaseIncluded(case_id="c1", included_at=LATER, answered=False, personal=TEXT)

    case = including.given(OPENED, EXCLUDED).when(command).then(included)
    assert case is not None
    assert (case.status, case.exclusion, case.exclusion_note) == ("open", None, None)
    # Due as it was: excluding gains no time, and loses none.
    assert not case.clock_moved
    helped = including.given(OPENED, ANSWERED, WORKED_AROUND, EXCLUDED).when(command)
    case = helped.then(replace_struct(included, answered=True))
    assert case is not None
    assert case.status == "worked-around"
    including.given(OPENED).when(command).refused("not-allowed-in-state")
    including.given(OPENED, EXCLUDED, CLOSED).when(command).refused("not-allowed-in-state")


@pytest.mark.parametrize("waits", [QUESTION, UNREACHABLE])
def test_what_a_case_waited_for_ends_with_its_exclusion(waits: Event) -> None:
    command = IncludeCase(reason="Hello", now=LATER)
    included = CaseIncluded(case_id="c1", included_at=LATER, answered=False, personal=TEXT)

    case = including.given(OPENED, waits, EXCLUDED).when(command).then(included)
    assert case is not None
    assert (case.status, case.unreachable) == ("open", False)


def test_who_was_tried_is_kept_with_being_unreachable_and_lies_in_the_past() -> None:
    ann = TriedContact(who="Ann", how="phone", at=NOW)
    command = MarkUnreachable(recorded_by="eve", reason="holiday", now=NOW, tried=(ann,))
    kept = replace_struct(UNREACHABLE, personal=TriedContacts(tried=(ann,)))

    case = marking_unreachable.given(OPENED).when(command).then(kept)
    assert case is not None
    assert case.tried == (ann,)
    late = replace(command, tried=(TriedContact(who="Ann", how="phone", at=LATER),))
    marking_unreachable.given(OPENED).when(late).refused("tried-in-the-future")


@pytest.mark.parametrize("user_id", ["root", "nobody"])
def test_a_contact_names_only_whom_it_may_know_of(user_id: str) -> None:
    root = User(user_id="root", name="Eve Root", email="")
    acme = replace(ACME, users={**ACME.users, "root": root})
    by_support = Reach(user_id=user_id, phone="+1 555")
    command = NameReach(reach=replace(by_support, contact_id="ann"), customer=acme, now=LATER)

    naming_reach.given(OPENED).when(command).refused("unknown-user")
    itself = replace(command, reach=Reach(user_id="ann", phone="+1 555", contact_id="ann"))
    words = ReachText(name="Ann", phone="+1 555")
    named = ReachNamed(case_id="c1", user_id="ann", named_at=LATER, personal=words)
    naming_reach.given(OPENED).when(itself).then(named)


def test_a_number_alone_of_a_contact_who_may_not_know_of_the_reporter_is_its_own() -> None:
    """CP-8: the answer would tell the reporter's name."""
    zoe = User(user_id="zoe", name="Zoe", email="")
    acme = replace(ACME, users={**ACME.users, "zoe": zoe})
    reach = Reach(phone="+1 555", contact_id="zoe")
    itself = ReachNamed(
        case_id="c1",
        user_id="zoe",
        named_at=LATER,
        personal=ReachText(name="Zoe", phone="+1 555"),
    )
    command = NameReach(reach=reach, customer=acme, now=LATER)
    naming_reach.given(OPENED).when(command).then(itself)


def test_who_let_go_of_a_case_has_it_no_more_and_is_named_until_another_has_it() -> None:
    """CP-26."""
    taken = CaseAssigned(case_id="c1", engineer_id="kim")
    text = MessageText(text="My shift is over.")
    released = CaseReleased(case_id="c1", engineer_id="kim", personal=text)
    command = ReleaseCase(reason="My shift is over.")

    releasing.given(OPENED).when(command).refused("nobody-has-it")
    case = releasing.given(OPENED, taken).when(command).then(released)
    assert case is not None
    assert (case.engineer_id, case.uncovered) == ("kim", True)
    releasing.given(OPENED, taken, released).when(command).refused("nobody-has-it")
    releasing.given(OPENED, taken, RESOLVED).when(command).refused("not-allowed-in-state")


def test_a_reopened_p1_is_uncovered_until_somebody_takes_it_also_who_had_it() -> None:
    """CP-26: its former engineer stays named, and may have gone home."""
    taken = CaseAssigned(case_id="c1", engineer_id="kim")
    reopened = CaseReopened(case_id="c1", reopened_at=LATER, personal=MessageText(text="again"))
    events = (OPENED, taken, RESOLVED, reopened)
    case = assigning.given(*events).when(AssignCase(engineer_id="kim")).then(taken)
    assert case is not None
    assert (case.engineer_id, case.uncovered) == ("kim", False)

    acknowledged = TakeAcknowledgedP1(engineer_id="kim", acknowledged_at=LATER, given_at=NOW)
    taking.given(*events).when(acknowledged).then(taken)
    taking.given(*events, taken).when(acknowledged).then()

    summary = HandOverCase(to_engineer_id="kim", summary="s")
    handed_over = CaseHandedOver(
        case_id="c1",
        from_engineer_id="kim",
        to_engineer_id="kim",
        personal=MessageText(text="s"),
    )
    handing_over.given(*events).when(summary).then(handed_over)
    handing_over.given(*events, taken).when(summary).refused("already-covered")


def test_somebody_is_named_for_a_p1_and_the_reporter_is_the_default() -> None:
    zoe = Reach(name="Zoe", phone="+1 555")
    command = NameReach(reach=zoe, customer=ACME, now=LATER)
    words = ReachText(name="Zoe", phone="+1 555")
    named = ReachNamed(case_id="c1", user_id=None, named_at=LATER, personal=words)
    anns = ReachNamed(
        case_id="c1",
        user_id="ann",
        named_at=LATER,
        personal=ReachText(name="Ann", phone="+1 555"),
    )

    case = naming_reach.given(OPENED).when(command).then(named)
    assert case is not None
    assert (case.reach, case.reach_id) == (words, None)
    naming_reach.given(OPENED, named).when(command).then()
    by_number = replace(command, reach=Reach(phone="+1 555"))
    naming_reach.given(OPENED, named).when(by_number).then(anns)
    by_id = Reach(user_id="ann", name="Zoe", phone="+1 555")
    as_ann = replace_struct(anns, personal=words)
    # The same name and number, but now of a user.
    naming_reach.given(OPENED, named).when(replace(command, reach=by_id)).then(as_ann)
    stranger = replace(command, reach=Reach(user_id="zoe", phone="+1 555"))
    naming_reach.given(OPENED).when(stranger).refused("unknown-user")
    naming_reach.given(OPENED, LOWERED).when(command).refused("p1-only")
    naming_reach.given(OPENED, RESOLVED).when(command).refused("not-allowed-in-state")


def test_a_p1_is_opened_with_whom_to_reach_and_when_the_call_came() -> None:
    early = NOW - timedelta(minutes=25)
    called = CallTime(told_at=early, reason="no sign-in was possible")
    reach = Reach(phone="+1 555")
    request = replace(P1, channel="phone", reach=reach, called=called)
    opened = replace_struct(OPENED, channel="phone")
    named = ReachNamed(
        case_id="c1",
        user_id="ann",
        named_at=NOW,
        personal=ReachText(name="Ann", phone="+1 555"),
    )
    words = MessageText(text="no sign-in was possible")
    dated = PhoneCallDated(case_id="c1", caller_id="ann", told_at=early, personal=words)

    case = opening.given().when(open_c1(request)).then(opened, named, dated)
    assert case is not None
    assert (case.told_at, case.told_reason) == (early, "no sign-in was possible")
    assert case.opened_at == NOW
    alone = OpenP1Case(opening=open_c1(request), open_p1s=())
    opening_p1.given().when(alone).then(opened, named, dated)
    at_once = replace(request, reach=None, called=CallTime(told_at=NOW, reason=None))
    opening.given().when(open_c1(at_once)).then(opened)
    later = PhoneCallDated(case_id="c1", caller_id="ann", told_at=NOW, personal=words)
    assert case_after(dated, later).told_at == early


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"called": CallTime(told_at=NOW, reason="why")}, "told-at-is-for-calls"),
        ({"channel": "phone", "called": CallTime(told_at=LATER, reason="w")}, "told-in-the-future"),
        (
            {
                "channel": "phone",
                "called": CallTime(told_at=NOW - timedelta(seconds=1), reason=None),
            },
            "reason-required",
        ),
        ({"priority": "P3", "reach": Reach(phone="+1 555")}, "reach-is-for-p1"),
        ({"reach": Reach(user_id="zoe", phone="+1 555")}, "unknown-user"),
    ],
)
def test_what_a_request_says_beside_the_case_must_make_sense(
    changes: dict[str, Any], code: str
) -> None:
    opening.given().when(open_c1(replace(P1, **changes))).refused(code)


def test_a_call_that_joins_says_when_it_came_and_whom_to_reach() -> None:
    early = NOW - timedelta(minutes=5)
    call = replace(
        ANNS_CALL,
        reach=Reach(phone="+1 555"),
        called=CallTime(told_at=early, reason="why"),
    )
    words = CallText(subject="Down", description="All of it", caller="Ann")
    joined = PhoneCallJoined(case_id="c1", caller_id="ann", called_at=NOW, personal=words)
    named = ReachNamed(
        case_id="c1",
        user_id="ann",
        named_at=NOW,
        personal=ReachText(name="Ann", phone="+1 555"),
    )
    dated = PhoneCallDated(
        case_id="c1", caller_id="ann", told_at=early, personal=MessageText(text="why")
    )

    joining.given(OPENED).when(call).then(joined, named, dated)
    late = replace(call, called=CallTime(told_at=LATER, reason="why"))
    joining.given(OPENED).when(late).refused("told-in-the-future")


def test_only_a_p1_is_unreachable_and_only_once_at_a_time() -> None:
    command = MarkUnreachable(recorded_by="eve", reason="holiday", now=NOW)

    marking_unreachable.given(OPENED).when(command).then(UNREACHABLE)
    marking_unreachable.given(OPENED, UNREACHABLE).when(command).refused("already-unreachable")
    marking_unreachable.given(OPENED, LOWERED).when(command).refused("p1-only")


def test_somebody_is_reachable_again_after_being_unreachable_only() -> None:
    command = MarkReachable(recorded_by="eve", now=LATER)
    reached = ContactReachable(case_id="c1", recorded_by="eve", reachable_at=LATER)

    marking_reachable.given(OPENED, UNREACHABLE).when(command).then(reached)
    marking_reachable.given(OPENED).when(command).refused("not-unreachable")
    marking_reachable.given(OPENED, UNREACHABLE, reached).when(command).refused("not-unreachable")


def test_support_notes_something_even_when_a_case_is_closed() -> None:
    noted = CaseNoted(case_id="c1", author_id="eve", personal=TEXT)

    noting.given(OPENED, CLOSED).when(NoteOnCase(author_id="eve", text="Hello")).then(noted)
    noting.given().when(NoteOnCase(author_id="eve", text="Hello")).refused("unknown-case")


def test_information_ends_a_wait_and_never_before_it_began() -> None:
    ended = InformationProvided(case_id="c1", provided_at=LATER, personal=TEXT)
    early = NOW - timedelta(seconds=3)

    waiting = informing.given(OPENED, QUESTION)
    waiting.when(ProvideInformation(text="Hello", now=LATER)).then(ended)
    waiting.when(ProvideInformation(text=None, now=early)).then(
        InformationProvided(case_id="c1", provided_at=NOW)
    )
    informing.given(OPENED).when(ProvideInformation(text=None, now=NOW)).refused(
        "not-allowed-in-state"
    )


def test_a_solution_and_a_workaround_are_answers_if_nobody_has_answered() -> None:
    workaround = ProvideWorkaround(engineer_id="eve", text="Hello", now=NOW)
    solution = ResolveCase(engineer_id="eve", text="Hello", now=NOW)

    working_around.given(OPENED).when(workaround).then(ANSWERED, WORKED_AROUND)
    working_around.given(OPENED, ANSWERED).when(workaround).then(WORKED_AROUND)
    resolving.given(OPENED).when(solution).then(ANSWERED, RESOLVED)
    resolving.given(OPENED, ANSWERED).when(solution).then(RESOLVED)


def test_a_resolved_case_is_reopened_without_its_workaround() -> None:
    reopened = CaseReopened(case_id="c1", reopened_at=LATER, personal=TEXT)
    command = ReopenCase(reason="Hello", now=LATER)

    case = reopening.given(OPENED, WORKED_AROUND, RESOLVED).when(command).then(reopened)
    assert case is not None
    assert (case.status, case.worked_around) == ("open", False)
    reopening.given(OPENED).when(command).refused("not-allowed-in-state")
    # CP-4, CP-6: the state comes first, since a closed case is reopened for nobody.
    overdue = replace(command, no_access=refusal_of("fees-overdue"))
    reopening.given(OPENED, RESOLVED).when(overdue).refused("fees-overdue")
    reopening.given(OPENED).when(overdue).refused("not-allowed-in-state")


def test_an_attempt_to_reproduce_is_recorded() -> None:
    tried = CaseReproduced(case_id="c1", reproduced=True, on_version="9")

    case = (
        reproducing.given(OPENED).when(ReproduceCase(reproduced=True, on_version="9")).then(tried)
    )
    assert case is not None
    assert case.reproduced is True


def test_a_case_waits_once_at_a_time() -> None:
    command = RequestInformation(text="Hello", now=NOW)

    requesting.given(OPENED).when(command).then(QUESTION)
    requesting.given(OPENED, QUESTION).when(command).refused("not-allowed-in-state")
    requesting.given(OPENED, WORKED_AROUND).when(command).then(QUESTION)


def test_an_answer_lies_between_the_opening_and_now_and_a_late_one_has_a_reason() -> None:
    command = RespondToCase(responder_id="eve", text="Hello", now=LATER)
    now = CaseResponded(
        case_id="c1", responder_id="eve", responded_at=LATER, first=True, personal=TEXT
    )
    responding.given(OPENED).when(command).then(now)
    responding.given(OPENED, RESOLVED).when(command).then(now)
    responding.given(OPENED, ANSWERED).when(command).then(
        CaseResponded(
            case_id="c1", responder_id="eve", responded_at=LATER, first=False, personal=TEXT
        )
    )
    late = replace(command, responded_at=NOW, late_reason="forgotten")
    responding.given(OPENED).when(late).then(
        CaseResponded(
            case_id="c1",
            responder_id="eve",
            responded_at=NOW,
            first=True,
            late_reason="forgotten",
            personal=TEXT,
        )
    )
    responding.given(OPENED).when(replace(late, late_reason=None)).refused("reason-required")
    ahead = replace(late, responded_at=LATER + timedelta(seconds=1))
    responding.given(OPENED).when(ahead).refused("responded-in-the-future")
    before = replace(late, responded_at=NOW - timedelta(seconds=1))
    responding.given(OPENED).when(before).refused("responded-before-opened")
