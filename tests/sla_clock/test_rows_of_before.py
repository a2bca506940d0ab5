"""A deadline's row that was written before claims and rules had names is read as it was meant."""

import msgspec

from sla_clock.adapters.deadline_rows import decode_state, encode_state
from sla_clock.domain import move_deadline
from sla_clock.domain.deadline import Deadline
from sla_clock.domain.move_deadline import MoveDeadline
from sla_clock.domain.project_due import project
from tests.sla_clock.promises import after, at, hours, started

MONDAY = at("2026-11-16 09:00")
CAME_LATER = {"cancel_reason", "late_claims", "withdrawal"}
RULES = {"when_due", "at_due", "when_warned"}


def as_before(deadline: Deadline) -> str:
    """The row's state as it was written then."""
    state = msgspec.json.decode(encode_state(deadline), type=dict[str, object])
    kept = {name: value for name, value in state.items() if name not in CAME_LATER}
    promise = msgspec.to_builtins(deadline.promise)
    kept["promise"] = {name: value for name, value in promise.items() if name not in RULES}
    kept["claims"] = [
        {"since": claim.since, "target": msgspec.to_builtins(claim.target)}
        for claim in deadline.claims
    ]
    return msgspec.json.encode(kept).decode()


def test_a_running_deadline_goes_on_under_the_first_rules() -> None:
    decoded = decode_state(as_before(started(MONDAY)))
    assert (decoded.promise.when_due, decoded.promise.at_due) == (
        "same-local-time",
        "wait-takes-nothing",
    )
    assert (decoded.due_at, decoded.state) == (MONDAY + hours(12), "running")


def test_of_the_targets_of_a_raised_one_the_earlier_governs_still() -> None:
    deadline = started(MONDAY)
    for hour in (2, 11.5):
        raised = after(
            deadline,
            [*move_deadline.decide(MoveDeadline(priority="P1", at=MONDAY + hours(hour)), deadline)],
        )
        decoded = decode_state(as_before(raised))
        assert project(decoded, MONDAY).due_at == raised.due_at
        lowered = after(
            decoded,
            [*move_deadline.decide(MoveDeadline(priority="P3", at=MONDAY + hours(11.6)), decoded)],
        )
        assert lowered.due_at == MONDAY + hours(24)
