"""Requests for professional services, and what of EDI a case is about, decided alone (CP-19,
CP-20)."""

from dataclasses import replace
from typing import Any, Final

import pytest
from msgspec.structs import replace as replace_struct

from events.catalogue.case_events import Area, LikelyTwinMarked, MessageText
from events.catalogue.service_events import (
    EdiTopicNamed,
    LaterServiceState,
    LikelyNoCaseMarked,
    ServiceRequested,
    ServiceRequestMoved,
)
from events.event import Event
from intake.adapters import deciders
from intake.domain import open_case
from intake.domain.case import Case
from intake.domain.exclude_case import ExcludeCase
from intake.domain.likely_twins import TwinReason
from intake.domain.move_service_request import MoveServiceRequest, NotFromThisState
from intake.domain.request_service import RequestService, UnknownService
from intake.domain.service_requests import MOVES_FROM
from intake.domain.suggestions import suggestions_for
from tests.intake.sample_cases import (
    ACME,
    CLOSED,
    EXCLUDED,
    LATER,
    LIBRARY,
    NOW,
    OPENED,
    P1,
    TERMS,
    case_after,
    open_c1,
)
from tests.support.given import deciding

opening = deciding(deciders.OPENING)
requesting = deciding(deciders.REQUESTING_SERVICE)
moving = deciding(deciders.MOVING_SERVICE_REQUEST)
excluding = deciding(deciders.EXCLUDING)

WANTED = RequestService(
    service_request_id="sr1",
    kind="edi-new-trading-partner",
    text="Connect Borealis",
    services_for=LIBRARY.services_for,
    author_id="ann",
    by_customer=True,
    now=NOW,
)
REQUESTED = ServiceRequested(
    case_id="c1",
    service_request_id="sr1",
    customer_id="acme",
    kind="edi-new-trading-partner",
    hourly=True,
    author_id="ann",
    by_customer=True,
    requested_at=NOW,
    personal=MessageText(text="Connect Borealis"),
)
SERVICES_BY_VERSION = LIBRARY.codes_for_services()


def moved(state: LaterServiceState, text: str | None = "Six hours") -> ServiceRequestMoved:
    return ServiceRequestMoved(
        case_id="c1",
        service_request_id="sr1",
        state=state,
        author_id="tess",
        by_customer=False,
        moved_at=LATER,
        personal=MessageText(text=text) if text else None,
    )


def move(state: LaterServiceState, text: str | None = "Six hours") -> MoveServiceRequest:
    return MoveServiceRequest(
        service_request_id="sr1",
        state=state,
        text=text,
        author_id="tess",
        by_customer=False,
        now=LATER,
    )


def steps_of(case: Case | None) -> list[tuple[object, ...]]:
    assert case is not None
    request = case.service_requests["sr1"]
    assert (request.kind, request.hourly) == ("edi-new-trading-partner", True)
    return [(it.state, it.author_id, it.by_customer, it.at, it.text) for it in request.steps]


def test_a_service_is_asked_for_with_who_when_and_what() -> None:
    case = requesting.given(OPENED).when(WANTED).then(REQUESTED)
    assert steps_of(case) == [("requested", "ann", True, NOW, "Connect Borealis")]


def test_a_service_may_have_a_price_of_its_own() -> None:
    fixed = replace_struct(REQUESTED, hourly=False)
    requesting.given(OPENED).when(replace(WANTED, hourly=False)).then(fixed)


def test_a_kind_that_the_terms_do_not_know_is_refused_with_the_kinds() -> None:
    refusal = (
        requesting.given(OPENED).when(replace(WANTED, kind="magic")).refused("unknown-service")
    )
    assert isinstance(refusal, UnknownService)
    assert refusal.codes == tuple(it.code for it in TERMS.services)


def test_a_case_has_many_requests_and_each_id_once() -> None:
    requesting.given(OPENED, REQUESTED).when(WANTED).refused("service-request-exists")
    other = replace_struct(REQUESTED, service_request_id="sr2")
    case = requesting.given(OPENED, REQUESTED).when(replace(WANTED, service_request_id="sr2"))
    after = case.then(other)
    assert after is not None
    assert list(after.service_requests) == ["sr1", "sr2"]


def test_an_excluded_case_takes_a_request_and_a_closed_one_none() -> None:
    requesting.given(OPENED, EXCLUDED).when(WANTED).then(REQUESTED)
    requesting.given(OPENED, CLOSED).when(WANTED).refused("not-allowed-in-state")


WAYS: dict[str, tuple[Event, ...]] = {
    "requested": (),
    "quoted": (moved("quoted"),),
    "accepted": (moved("accepted"),),
    "declined": (moved("declined"),),
    "withdrawn": (moved("withdrawn"),),
    "done": (moved("accepted"), moved("done")),
}


@pytest.mark.parametrize("state", WAYS)
@pytest.mark.parametrize("to", MOVES_FROM)
def test_each_step_follows_its_states_only(state: Any, to: LaterServiceState) -> None:
    move_on = moving.given(OPENED, REQUESTED, *WAYS[state]).when(move(to))
    if state in MOVES_FROM[to]:
        case = move_on.then(moved(to))
        assert steps_of(case)[-1] == (to, "tess", False, LATER, "Six hours")
    else:
        refusal = move_on.refused("not-from-this-state")
        assert isinstance(refusal, NotFromThisState)
        assert (refusal.state, refusal.allowed_in) == (state, MOVES_FROM[to])


def test_the_way_of_a_request_is_quote_yes_and_done() -> None:
    """The table above is compared with itself; this way is written by hand."""
    assert MOVES_FROM == {
        "quoted": ("requested", "quoted"),
        "accepted": ("requested", "quoted"),
        "declined": ("requested", "quoted"),
        "withdrawn": ("requested", "quoted", "accepted"),
        "done": ("accepted",),
    }


@pytest.mark.parametrize("to", ["quoted", "declined", "withdrawn"])
def test_an_offer_a_no_and_a_withdrawal_need_words(to: LaterServiceState) -> None:
    moving.given(OPENED, REQUESTED).when(move(to, None)).refused("reason-required")


def test_a_yes_needs_no_words_and_a_closed_case_does_not_end_what_was_service_requested() -> None:
    accepted = moved("accepted", None)
    case = moving.given(OPENED, REQUESTED, CLOSED).when(move("accepted", None)).then(accepted)
    assert steps_of(case)[-1] == ("accepted", "tess", False, LATER, None)
    moving.given(OPENED, REQUESTED, accepted).when(move("done", None)).then(moved("done", None))


def test_a_step_of_a_request_that_is_not_there_is_refused() -> None:
    moving.given(OPENED).when(move("quoted")).refused("unknown-service-request")
    moving.given().when(move("quoted")).refused("unknown-case")


def exclude(code: str, request: RequestService | None = WANTED) -> ExcludeCase:
    return ExcludeCase(
        code=code,
        now=NOW,
        codes=LIBRARY.exclusion_codes(),
        services=SERVICES_BY_VERSION,
        request=request,
    )


@pytest.mark.parametrize("code", ["edi-services", "out-of-scope"])
def test_an_exclusion_for_services_asks_for_them_in_the_same_step(code: str) -> None:
    """CP-20."""
    excluded = replace_struct(EXCLUDED, code=code)
    excluding.given(OPENED).when(exclude(code)).then(excluded, REQUESTED)
    excluding.given(OPENED).when(exclude(code, None)).then(excluded)


def test_an_exclusion_for_another_reason_asks_for_no_service() -> None:
    refusal = excluding.given(OPENED).when(exclude("non-payment")).refused("not-for-services")
    assert str(refusal) == "a service request goes with one of edi-services, out-of-scope"


def test_a_wrong_kind_excludes_nothing() -> None:
    wrong = exclude("out-of-scope", replace(WANTED, kind="magic"))
    excluding.given(OPENED).when(wrong).refused("unknown-service")


def test_edi_of_the_plans_scope_and_beyond_it_are_told_apart() -> None:
    """CP-19."""
    for topic, service in (
        ("basic-function", None),
        ("new-trading-partner", "edi-new-trading-partner"),
        ("trading-partner-change", "edi-trading-partner-change"),
        ("requirements", "edi-requirements"),
        ("configuration", "edi-configuration"),
        ("testing", "edi-testing"),
    ):
        named_topic = EdiTopicNamed(case_id="c1", topic=topic, service=service)
        edi = replace(P1, area="edi", edi_topic=topic)
        case = (
            opening.given().when(open_c1(edi)).then(replace_struct(OPENED, area="edi"), named_topic)
        )
        assert case is not None
        suggested = suggestions_for(case, TERMS)
        assert [(it.code, it.rule, it.service) for it in suggested] == (
            [("beyond-scope", "CP-19", service)] if service else []
        )


def test_the_reason_names_what_is_beyond_and_the_way_to_it() -> None:
    named_topic = EdiTopicNamed(
        case_id="c1", topic="new-trading-partner", service="edi-new-trading-partner"
    )
    [suggested] = suggestions_for(case_after(named_topic), TERMS)
    assert suggested.reason.startswith("A new trading partner in EDI: the plans cover the basic")
    assert "kind edi-new-trading-partner" in suggested.reason
    # Of terms whose codes are not kept here.
    [unknown] = suggestions_for(case_after(replace_struct(named_topic, topic="magic")), TERMS)
    assert unknown.reason.startswith("magic: ")


def test_a_topic_is_of_edi_and_of_the_terms() -> None:
    opening.given().when(open_c1(replace(P1, edi_topic="testing"))).refused("edi-topic-is-for-edi")
    wrong = open_c1(replace(P1, area="edi", edi_topic="magic"))
    refusal = opening.given().when(wrong).refused("unknown-edi-topic")
    assert str(refusal) == (
        "edi_topic is one of basic-function, requirements, configuration, testing, "
        "new-trading-partner, trading-partner-change"
    )


def test_a_customer_of_older_terms_names_its_topics_by_todays_codes() -> None:
    older = LIBRARY.version("2010.1")
    command = replace(
        open_c1(replace(P1, area="edi", edi_topic="testing")),
        terms=older,
        coded=LIBRARY.coded(older),
    )
    named_topic = EdiTopicNamed(case_id="c1", topic="testing", service="edi-testing")
    opening.given().when(command).then(replace_struct(OPENED, area="edi"), named_topic)
    promise = replace_struct(OPENED.promise, terms_version="2010.1")
    assert LIBRARY.services_for(promise) == TERMS.services
    assert ACME.terms[0].terms_version == TERMS.version


@pytest.mark.parametrize(
    ("priority", "subject", "area", "likely"),
    [
        ("P3", "I need a password reset", "product", True),
        ("P3", "User name unknown after the update", "product", True),
        ("P1", "password reset", "product", True),
        ("P1", "Nobody gets in", "account", True),
        ("P2", "Locked out", "product", True),
        ("P3", "Labels do not print", "product", False),
    ],
)
def test_what_is_likely_no_case_opens_one_with_a_hint(
    priority: Any, subject: str, area: Any, *, likely: bool
) -> None:
    """CP-11: only what is obvious, and no P1, is turned away."""
    request = replace(P1, priority=priority, subject=subject, area=area)
    events = open_case.facts_of_request(open_c1(request))
    assert list(events) == ([LikelyNoCaseMarked(case_id="c1")] if likely else [])
    hints = suggestions_for(case_after(*events), TERMS)
    assert [it.code for it in hints] == (["likely-no-case"] if likely else [])


def test_the_obvious_is_turned_away_as_before_and_a_p1_never_is() -> None:
    obviously: tuple[tuple[str, Area], ...] = (
        ("Password reset", "product"),
        ("Anything", "account"),
    )
    for subject, area in obviously:
        obvious = open_c1(replace(P1, subject=subject, area=area))
        assert opening.given().when(obvious).decide()
        lower = replace(obvious.request, priority="P3")
        opening.given().when(replace(obvious, request=lower)).refused("not-a-case")


TWINS: Final[tuple[tuple[str, TwinReason], ...]] = (
    ("c2", "same-subject"),
    ("c3", "told-by-telephone"),
    ("c4", "named-by-support"),
    ("c5", "told-at-once"),
)


def test_a_likely_twin_says_why() -> None:
    """CP-16."""
    twins = [
        LikelyTwinMarked(case_id="c1", twin_id=twin_id, marked_at=NOW, because=because)
        for twin_id, because in TWINS
    ]
    hints = suggestions_for(case_after(*twins), TERMS)
    assert [(it.code, it.case_id) for it in hints] == [
        ("likely-twin", "c2"),
        ("likely-twin", "c3"),
        ("likely-twin", "c4"),
        ("likely-twin", "c5"),
    ]
    assert "same subject" in hints[0].reason
    assert "by telephone" in hints[1].reason
    assert "Support named" in hints[2].reason
    assert "within two minutes" in hints[3].reason
