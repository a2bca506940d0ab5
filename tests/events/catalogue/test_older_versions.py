"""What was recorded before rules had names says, read today, the rules by which it was counted."""

from events.catalogue.case_events import CaseOpened
from events.catalogue.deadline_events import (
    DeadlineAnsweredLate,
    DeadlineResumed,
    DeadlineStarted,
)
from events.catalogue.registry import CATALOGUE
from events.catalogue.samples import read_sample
from events.catalogue.terms import Promise
from events.event import Event


def test_a_promise_that_names_no_rule_is_counted_as_before() -> None:
    for name in ("intake.case.opened", "sla-clock.deadline.started"):
        promise = _promise(_read(name, 1))
        assert (promise.when_due, promise.at_due) == ("same-local-time", "wait-takes-nothing")
        assert promise.when_raised == "earlier-of-old-due-and-new-from-change"


def test_a_promise_of_the_second_version_keeps_the_rules_that_it_names() -> None:
    for name in ("intake.case.opened", "sla-clock.deadline.started"):
        promise = _promise(_read(name, 2))
        assert (promise.when_due, promise.at_due) == ("earliest-instant", "wait-has-begun")


def test_a_start_without_its_promise_is_read() -> None:
    bare = b"".join(read_sample("sla-clock.deadline.started.v1").split())
    bare = bare[: bare.index(b',"promise"')] + b"}"
    event = CATALOGUE.decode("sla-clock.deadline.started", 1, bare)
    assert isinstance(event, DeadlineStarted)
    assert event.promise is None


def test_what_an_older_version_did_not_know_is_null() -> None:
    resumed = _read("sla-clock.deadline.resumed", 1)
    late = _read("sla-clock.deadline.answered-late", 1)
    assert isinstance(resumed, DeadlineResumed)
    assert isinstance(late, DeadlineAnsweredLate)
    assert (resumed.budget_s, resumed.counting_from) == (None, None)
    assert (late.claim_id, late.claimed_by, late.recorded_by) == (None, None, None)


def _read(name: str, version: int) -> Event:
    return CATALOGUE.decode(name, version, read_sample(f"{name}.v{version}"))


def _promise(event: Event) -> Promise:
    assert isinstance(event, CaseOpened | DeadlineStarted)
    assert event.promise is not None
    return event.promise
