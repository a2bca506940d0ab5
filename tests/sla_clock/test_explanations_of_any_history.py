"""Whatever happens to a case, no length in its explanation is negative, and the stretches add up in
whole seconds.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careplans.terms import load_terms
from events.event import Recorded
from sla_clock.domain import accept_claim
from sla_clock.domain.accept_claim import AcceptClaim
from sla_clock.domain.as_customers_read import as_customers_read
from sla_clock.domain.deadline import Deadline
from sla_clock.domain.explain_deadline import Explanation, explain_deadline, measured_until
from sla_clock.domain.fire_instants import Passed
from sla_clock.domain.project_due import counted_s, project
from sla_clock.domain.say_outcome import Knowing
from sla_clock.projections.tracked_deadline import pass_time
from sla_clock.reactions.fold_batch import fold_batch
from tests.sla_clock.made_up_cases import logs
from tests.sla_clock.promises import after

TOKYO = ZoneInfo("Asia/Tokyo")
TERMS = [terms.version for terms in load_terms().versions]
LATER = st.sampled_from([0, 1, 60, 1_800, 86_399, 400_000, 3_000_000])


@pytest.mark.parametrize("terms", TERMS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_an_explanation_says_no_negative_length_and_adds_up(
    terms: str, data: st.DataObject
) -> None:
    log = data.draw(logs(terms, whole=False))
    now = log[-1].recorded_at + timedelta(seconds=data.draw(LATER), microseconds=1)
    for deadline in _deadlines(log, now, judged=data.draw(st.booleans())):
        explanation = explain_deadline(deadline, now, Knowing(blind=True), TOKYO)
        assert _says_no_negative_length(explanation)
        assert _says_no_negative_length(explain_deadline(deadline, now))
        assert _adds_up(explanation, deadline, now)


@settings(max_examples=40, deadline=None)
@given(log=logs(whole=False), later=LATER)
def test_no_customer_reads_who_recorded_anything_or_why(log: list[Recorded], later: int) -> None:
    now = log[-1].recorded_at + timedelta(seconds=later, microseconds=1)
    for deadline in _deadlines(log, now, judged=True):
        sentence = explain_deadline(as_customers_read(deadline), now).sentence
        assert not re.search("kim|rosa|voicemail|bill", sentence)


def _deadlines(log: list[Recorded], now: datetime, *, judged: bool) -> Iterator[Deadline]:
    """Each deadline, and what it would be with the last claim accepted."""
    for tracked in fold_batch({}, log, now).values():
        passed = pass_time(tracked, Passed(until=now), now) if judged else tracked
        yield passed.deadline
        if passed.deadline.late_claims:
            yield _with_its_claim_accepted(passed.deadline, now)


def _with_its_claim_accepted(deadline: Deadline, now: datetime) -> Deadline:
    command = AcceptClaim(
        claim_id=deadline.late_claims[-1].claim_id,
        accepted_by="rosa",
        known_as=frozenset({"rosa"}),
        never_answers=True,
        reason="the bill",
        at=now,
    )
    return after(deadline, [*accept_claim.decide(command, deadline)])


def _says_no_negative_length(explanation: Explanation) -> bool:
    return re.search(r"-\d", explanation.sentence) is None


def _adds_up(explanation: Explanation, deadline: Deadline, now: datetime) -> bool:
    segments = explanation.segments
    assert all(one.end == other.start for one, other in pairwise(segments))
    assert all(type(one.counted_s) is int and one.counted_s >= 0 for one in segments)
    assert all(not one.counted_s for one in segments if one.kind != "counted")
    until = measured_until(deadline, now)
    ends_when_due = deadline.state in ("running", "breached", "withdrawn")
    wanted = project(deadline, until).budget_s if ends_when_due else counted_s(deadline, until)
    return sum(one.counted_s for one in segments) == wanted
