"""A late-recorded answer is a claim beside the verdict.

Somebody else may accept it, and the breach is withdrawn (CP-27c).
"""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from msgspec import structs

from events.catalogue.case_events import CaseCommented, CaseResponded
from events.catalogue.deadline_events import (
    DeadlineAnsweredLate,
    DeadlineBreached,
    DeadlineBreachWithdrawn,
)
from sla_clock.adapters.deadline_rows import DeadlineRows
from sla_clock.domain import accept_claim, breach_deadline, meet_deadline
from sla_clock.domain.accept_claim import AcceptClaim
from sla_clock.domain.breach_deadline import BreachDeadline
from sla_clock.domain.deadline import Deadline, evolve
from sla_clock.domain.errors import Conflicting, NotYours, Unknown
from sla_clock.domain.late_claim import UNNAMED_CLAIM
from sla_clock.domain.meet_deadline import MeetDeadline
from sla_clock.settings import SCHEMA
from tests.sla_clock.clockwork import Clockwork
from tests.sla_clock.promises import TERMS, TEXT, after, at, opened, started
from webapi.identity import Role, make_token

OPENED, DUE = at("2026-11-16 10:00"), at("2026-11-16 11:00")
GIVEN, RECORDED = at("2026-11-16 10:50"), at("2026-11-16 12:00")
REASON = {"reason": "The telephone log shows the call."}


@pytest.fixture
async def claimed(clock: Clockwork) -> Clockwork:
    """A P1 that was breached at 11:00; at 12:00 kim records that she answered at 10:50."""
    await clock.tell(opened("c1", OPENED, "P1", terms=TERMS), "c1", OPENED)
    await clock.until(at("2026-11-16 11:30"))
    answer = CaseResponded(
        case_id="c1",
        responder_id="kim",
        responded_at=GIVEN,
        first=True,
        late_reason="told by telephone",
        personal=TEXT,
    )
    await clock.tell(answer, "c1", RECORDED)
    await clock.catch_up()
    return clock


async def deadline_of(clock: Clockwork, role: Role = "agent") -> dict[str, Any]:
    customer = "acme" if role == "contact" else None
    (deadline,) = (await clock.get("/v1/cases/c1/deadlines", role, customer)).json()
    assert isinstance(deadline, dict)
    return deadline


async def accept(
    clock: Clockwork,
    role: Role = "tam",
    user: str = "rosa",
    *,
    claim: str = "",
    headers: Mapping[str, str] | None = None,
) -> httpx.Response:
    claim = claim or str((await deadline_of(clock))["claims"][0]["claim_id"])
    bearer = {"Authorization": f"Bearer {make_token(clock.settings, role, user_id=user)}"}
    path = f"/v1/cases/c1/deadlines/first_response/claims/{claim}/accept"
    return await clock.client.post(path, json=REASON, headers={**bearer, **(headers or {})})


@pytest.mark.rule("CP-27c")
async def test_a_late_recorded_answer_is_a_claim_beside_the_verdict(claimed: Clockwork) -> None:
    deadline = await deadline_of(claimed)
    (claim,) = deadline["claims"]
    assert (deadline["state"], deadline["withdrawal"]) == ("breached", None)
    assert (claim["claimed_by"], claim["reason"]) == ("kim", "told by telephone")
    assert (claim["answered_at"], claim["accepted"]) == ("2026-11-16T15:50:00Z", False)


@pytest.mark.rule("CP-27c")
async def test_an_accepted_claim_withdraws_the_breach_which_stays_in_the_log(
    claimed: Clockwork,
) -> None:
    answer = await accept(claimed)
    assert (answer.status_code, answer.json()["state"]) == (200, "withdrawn")
    deadline = await deadline_of(claimed)
    assert deadline == {**answer.json(), "version": deadline["version"]}
    assert (deadline["claims"][0]["accepted"], deadline["withdrawal"]["accepted_by"]) == (
        True,
        "rosa",
    )
    events = [one.data for one in await claimed.events_of("c1")]
    kinds = [type(one) for one in events[-3:]]
    assert kinds == [DeadlineBreached, DeadlineAnsweredLate, DeadlineBreachWithdrawn]
    withdrawn = events[-1]
    assert isinstance(withdrawn, DeadlineBreachWithdrawn)
    assert (withdrawn.answered_at, withdrawn.breached_at) == (GIVEN, DUE)
    assert withdrawn.personal.reason == REASON["reason"]
    explained = await claimed.get("/v1/cases/c1/deadlines/first_response/explanation")
    assert (
        f"rosa accepted that Mon 16 Nov 2026 12:00 EST ({REASON['reason']}): "
        "the breach is withdrawn."
    ) in explained.text


@pytest.mark.rule("CP-27c")
@pytest.mark.parametrize(
    ("role", "user", "status", "code"),
    [
        ("tam", "kim", 403, "own-claim"),
        ("admin", "kim", 403, "own-claim"),
        ("admin", "rosa", 200, None),
        ("agent", "rosa", 403, "not-allowed"),
        ("analyst", "rosa", 403, "not-allowed"),
    ],
)
async def test_a_tam_or_an_admin_other_than_the_claimant_accepts_it(
    claimed: Clockwork, role: Role, user: str, status: int, code: str | None
) -> None:
    answer = await accept(claimed, role, user)
    assert (answer.status_code, answer.json().get("code")) == (status, code)


async def test_the_same_request_again_gets_the_same_answer_and_withdraws_once(
    claimed: Clockwork,
) -> None:
    key = {"Idempotency-Key": "one"}
    first, second = await accept(claimed, headers=key), await accept(claimed, headers=key)
    assert (first.status_code, first.content) == (200, second.content)
    assert second.headers["Idempotent-Replayed"] == "true"
    third = await accept(claimed)
    assert (third.status_code, third.json()["code"]) == (409, "breach-withdrawn-already")
    assert (await claimed.kinds("c1")).count("DeadlineBreachWithdrawn") == 1


async def test_whoever_has_not_seen_the_last_version_is_refused(claimed: Clockwork) -> None:
    version = (await deadline_of(claimed))["version"]
    stale = await accept(claimed, headers={"If-Match": f'"{version - 1}"'})
    fresh = await accept(claimed, headers={"If-Match": f'"{version}"'})
    assert (stale.status_code, fresh.status_code) == (412, 200)
    assert fresh.headers["ETag"] == f'"{version + 1}"'


async def test_what_is_no_claim_is_not_there(claimed: Clockwork) -> None:
    answer = await accept(claimed, claim="c2b7")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown-claim")


async def test_a_reason_is_needed(claimed: Clockwork) -> None:
    path = "/v1/cases/c1/deadlines/first_response/claims/x/accept"
    assert (await claimed.post(path, {}, "tam")).status_code == 422


async def test_what_happens_later_to_the_case_does_not_undo_the_withdrawal(
    claimed: Clockwork,
) -> None:
    await accept(claimed)
    comment = CaseCommented(case_id="c1", author_id="u1", personal=TEXT)
    await claimed.tell(comment, "c1", at("2026-11-16 13:00"))
    await claimed.catch_up()
    assert (await deadline_of(claimed))["state"] == "withdrawn"


async def test_a_withdrawn_breach_is_listed_as_such(claimed: Clockwork) -> None:
    await accept(claimed)
    listed = [
        [
            one["case_id"]
            for one in (await claimed.get(f"/v1/deadlines?state={state}")).json()["items"]
        ]
        for state in ("withdrawn", "breached", "open")
    ]
    assert listed == [["c1"], [], []]


async def test_a_contact_sees_that_it_was_withdrawn_and_not_why(claimed: Clockwork) -> None:
    await accept(claimed)
    deadline = await deadline_of(claimed, "contact")
    withdrawal = deadline["withdrawal"]
    assert (deadline["state"], withdrawal["reason"]) == ("withdrawn", None)
    assert withdrawal["accepted_by"] == "support"


@pytest.mark.parametrize("accepted", [False, True])
@pytest.mark.parametrize(
    "path",
    [
        "/v1/cases/c1/deadlines",
        "/v1/deadlines?state=all",
        "/v1/cases/c1/deadlines/first_response/explanation",
    ],
)
async def test_a_contact_reads_neither_names_nor_reasons_of_support(
    claimed: Clockwork, path: str, accepted: bool
) -> None:
    if accepted:
        await accept(claimed)
    agents = (await claimed.get(path)).text
    contacts = (await claimed.get(path, "contact", "acme")).text
    words = ["kim", "told by telephone", *(["rosa"] if accepted else [])]
    assert [word for word in words if word in agents] == words
    assert [word for word in words if word in contacts] == []


def breached(recorded_by: str | None = None, *, claim_id: str | None = "x") -> Deadline:
    """A breached P1 with a claim that kim, or nobody knows who, made."""
    deadline = started(OPENED, "P1")
    deadline = after(deadline, [*breach_deadline.decide(BreachDeadline(detected_at=DUE), deadline)])
    claimed_by = "kim" if claim_id else None
    late = MeetDeadline(
        answered_at=GIVEN,
        recorded_at=RECORDED,
        claim_id=claim_id,
        claimed_by=claimed_by,
        recorded_by=recorded_by,
    )
    return after(deadline, [*meet_deadline.decide(late, deadline)])


def command(user: str, claim_id: str = "x", *, tam: bool = True) -> AcceptClaim:
    return AcceptClaim(
        claim_id=claim_id,
        accepted_by=user,
        known_as=frozenset({user}),
        never_answers=tam,
        reason="r",
        at=RECORDED,
    )


def test_whoever_recorded_a_claim_for_somebody_else_does_not_accept_it() -> None:
    with pytest.raises(NotYours, match="claims an answer"):
        accept_claim.decide(command("max"), breached("max"))
    assert len(accept_claim.decide(command("rosa"), breached("max"))) == 1


def test_a_claim_that_was_recorded_before_claims_had_names_is_accepted_by_a_tam_only() -> None:
    """A TAM answers no case; an administrator may have made the claim."""
    deadline = breached(claim_id=None)
    with pytest.raises(NotYours) as refused:
        accept_claim.decide(command("eve", UNNAMED_CLAIM, tam=False), deadline)
    assert refused.value.code == "claimant-unknown"
    assert len(accept_claim.decide(command("eve", UNNAMED_CLAIM), deadline)) == 1


def test_a_breach_is_withdrawn_once() -> None:
    deadline = breached()
    (event,) = accept_claim.decide(command("rosa"), deadline)
    with pytest.raises(Conflicting):
        accept_claim.decide(command("eve"), evolve(deadline, event))


def test_a_late_answer_that_claims_nothing_is_no_claim() -> None:
    deadline = started(OPENED, "P1")
    deadline = after(deadline, [*breach_deadline.decide(BreachDeadline(detected_at=DUE), deadline)])
    late = MeetDeadline(answered_at=RECORDED, recorded_at=RECORDED, claim_id="x")
    deadline = after(deadline, [*meet_deadline.decide(late, deadline)])
    assert (deadline.answered_at, deadline.late_claims) == (RECORDED, ())
    with pytest.raises(Unknown):
        accept_claim.decide(command("rosa"), deadline)


def test_a_claim_may_come_after_an_answer_that_was_late() -> None:
    """Somebody answers late, and then a colleague says that she had answered in time."""
    deadline = started(OPENED, "P1")
    deadline = after(deadline, [*breach_deadline.decide(BreachDeadline(detected_at=DUE), deadline)])
    for when, name in ((RECORDED, "late"), (GIVEN, "claim")):
        late = MeetDeadline(answered_at=when, recorded_at=RECORDED, claim_id=name, claimed_by="kim")
        deadline = after(deadline, [*meet_deadline.decide(late, deadline)])
    assert deadline.answered_at == RECORDED
    assert [claim.claim_id for claim in deadline.late_claims] == ["claim"]


async def test_a_row_that_was_loaded_before_the_withdrawal_does_not_overwrite_it(
    claimed: Clockwork,
) -> None:
    """A comment is applied meanwhile: it moves the row on in the case's log, and knows no claim."""
    rows = DeadlineRows(SCHEMA)
    async with claimed.built.pool.acquire() as tx:
        loaded = await rows.load(tx, ["c1"])
        await accept(claimed)
        (before,) = loaded.values()
        stale = structs.replace(before, applied_seq=before.applied_seq + 1)
        await rows.save(tx, [stale])
    assert (await deadline_of(claimed))["state"] == "withdrawn"
