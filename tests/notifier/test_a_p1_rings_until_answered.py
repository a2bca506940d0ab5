"""A P1 is never silent: reopened, forgotten, at its chain's end, without a rule, after a restart
(CP-26).
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import get_args

import pytest

from events.catalogue import case_events as case
from events.catalogue import deadline_events as deadline
from events.catalogue.on_call_events import ChannelKind
from events.catalogue.topics import TOPICS
from events.clock import SystemClock
from notifier import bootstrap
from notifier.bootstrap import Notifier
from notifier.channels.channel import Refused
from notifier.domain.page_message import lines_of, outdated_in_words
from tests.notifier.night import POLICY, RULE, Night, good

TEXT = case.MessageText(text="SECRET WORDS")


async def called_engineers(night: Night) -> Sequence[str]:
    """Who was called, in order."""
    return [address.rpartition("/")[2] for address in night.provider.addresses]


async def acknowledge(night: Night, who: str = "noa") -> None:
    page = next(page for page in await night.pages() if page.status in ("raised", "exhausted"))
    async with night.client("oncall", who) as engineer:
        good(await engineer.post(f"/v1/pages/{page.facts.page_id}/acknowledge"))


def reopens(night: Night, case_id: str) -> None:
    night.teller.about_case(
        case_id, case.CaseReopened(case_id=case_id, reopened_at=night.clock.now(), personal=TEXT)
    )


def resolves(night: Night, case_id: str) -> None:
    night.teller.about_case(
        case_id, case.CaseResolved(case_id=case_id, resolved_at=night.clock.now(), personal=TEXT)
    )


def comments(night: Night, case_id: str) -> None:
    night.teller.about_case(
        case_id, case.CaseCommented(case_id=case_id, author_id="eva", personal=TEXT)
    )


def gives_workaround(night: Night, case_id: str) -> None:
    event = case.WorkaroundProvided(case_id=case_id, provided_at=night.clock.now(), personal=TEXT)
    night.teller.about_case(case_id, event)


async def test_a_p1_that_is_reopened_pages_again_as_a_page_of_its_own(night: Night) -> None:
    night.teller.opens("1")
    resolves(night, "1")
    await night.run_due()
    assert await night.pages() == []

    reopens(night, "1")
    await night.run_due()

    (page,) = await night.pages()
    assert (page.status, page.facts.what) == (
        "raised",
        "the case was reopened; no target runs for it any more",
    )
    assert page.facts.case_subject == "Line 4 stands still"
    assert await called_engineers(night) == ["noa"]


def excludes(night: Night, case_id: str) -> None:
    night.teller.about_case(
        case_id, case.CaseExcluded(case_id=case_id, code="other", excluded_at=night.clock.now())
    )


def includes(night: Night, case_id: str, *, answered: bool = False) -> None:
    at = night.clock.now()
    event = case.CaseIncluded(case_id=case_id, included_at=at, answered=answered, personal=TEXT)
    night.teller.about_case(case_id, event)


async def test_the_page_of_a_p1_says_whom_to_reach_at_the_customer(night: Night) -> None:
    night.teller.opens("2")
    await night.run_due()
    night.teller.opens("1")
    at = night.clock.now()
    words = case.ReachText(name="Zoe", phone="+1 555 0100")
    named = case.ReachNamed(case_id="1", user_id=None, named_at=at, personal=words)
    night.teller.about_case("1", named)
    mark = case.LikelyTwinMarked(case_id="1", twin_id="2", marked_at=at, because="same-subject")
    night.teller.about_case("1", mark)
    await night.run_due()

    about = {page.facts.case_id: page.facts for page in await night.pages()}
    assert (about["1"].reach, about["2"].reach) == ("Zoe: +1 555 0100", None)
    assert about["1"].what == "likely about the same trouble as CS-2"


async def test_whom_to_reach_is_said_also_when_it_is_named_after_the_page_rang(
    night: Night,
) -> None:
    """On later messages, on the acknowledgement page, and on a page after a reopening."""
    night.teller.opens("1")
    await night.run_due()
    words = case.ReachText(name="Zoe", phone="+1 555 0100")
    named = case.ReachNamed(case_id="1", user_id=None, named_at=night.clock.now(), personal=words)
    night.teller.about_case("1", named)
    await night.run_due()
    await night.pass_time(minutes=16)
    (_, first), (_, later) = night.provider.calls[0], night.provider.calls[-1]
    assert "Reach Zoe: +1 555 0100" in lines_of(later)
    assert not any("Zoe" in line for line in lines_of(first))
    async with night.browser() as phone:
        shown = await phone.get(later.acknowledge_url.removeprefix("https://tocsin.example"))
    assert "Zoe: +1 555 0100" in shown.text

    resolves(night, "1")
    reopens(night, "1")
    await night.run_due()
    again = [page for page in await night.pages() if page.status == "raised"]
    assert [page.facts.reach for page in again] == ["Zoe: +1 555 0100"]


async def test_a_p1_whose_exclusion_is_taken_back_pages_again(night: Night) -> None:
    night.teller.opens("1")
    excludes(night, "1")
    await night.run_due()
    assert await night.pages() == []

    includes(night, "1")
    await night.run_due()

    (page,) = await night.pages()
    assert (page.status, page.facts.what) == ("raised", "its exclusion was taken back")
    assert await called_engineers(night) == ["noa"]


async def test_the_page_of_an_answered_p1_included_again_says_that_no_target_runs(
    night: Night,
) -> None:
    night.teller.opens("1")
    excludes(night, "1")
    includes(night, "1", answered=True)
    await night.run_due()

    (page,) = await night.pages()
    assert page.facts.what.endswith("it was answered before, so no target runs")
    assert page.facts.due_at is None


async def test_a_p1_with_a_workaround_or_a_p3_that_is_included_again_pages_nobody(
    night: Night,
) -> None:
    night.teller.opens("1")
    night.teller.opens("2", priority="P3")
    gives_workaround(night, "1")
    for case_id in ("1", "2"):
        excludes(night, case_id)
        includes(night, case_id)
    await night.run_due()

    assert await night.pages() == []


def runs_until(night: Night, case_id: str, due_at: datetime) -> None:
    event = deadline.DeadlineResumed(
        case_id=case_id,
        goal="first_response",
        kind="paused",
        resumed_at=night.clock.now(),
        due_at=due_at,
    )
    night.teller.tell("sla-clock", f"deadline-{case_id}", case_id, event)


@pytest.mark.parametrize("read_first", ["breach", "exclusion", "inclusion"])
async def test_a_late_p3_that_is_included_again_has_one_open_page_whichever_is_read_first(
    night: Night, read_first: str
) -> None:
    night.teller.opens("1", priority="P3")
    runs_until(night, "1", night.clock.now() + timedelta(hours=1))
    await night.run_due()
    night.clock.move(timedelta(hours=2))
    if read_first == "breach":
        night.teller.breaches("1", priority="P3")
        await night.run_due()
    excludes(night, "1")
    await night.run_due()
    if read_first == "exclusion":
        night.teller.breaches("1", priority="P3")
        await night.run_due()
    includes(night, "1")
    await night.run_due()
    if read_first == "inclusion":
        night.teller.breaches("1", priority="P3")
        await night.run_due()

    still = [page.facts.reason for page in await night.pages() if page.status != "resolved"]
    assert still == ["deadline-breached"]


async def test_a_p3_that_is_included_again_before_it_is_due_pages_nobody(night: Night) -> None:
    night.teller.opens("1", priority="P3")
    runs_until(night, "1", night.clock.now() + timedelta(hours=1))
    await night.run_due()
    excludes(night, "1")
    includes(night, "1")
    await night.run_due()

    assert await night.pages() == []


async def test_reopening_twice_is_two_pages_and_a_p3_that_is_reopened_is_none(night: Night) -> None:
    night.teller.opens("1")
    night.teller.opens("2", priority="P3")
    for case_id in ("1", "1", "2"):
        resolves(night, case_id)
        reopens(night, case_id)
        await night.run_due()

    assert [page.facts.case_id for page in await night.pages()] == ["1", "1"]


async def test_a_case_raised_to_p1_says_its_subject_and_its_due(night: Night) -> None:
    night.teller.opens("1", priority="P3")
    await night.run_due()
    await night.pass_time(minutes=30)
    now = night.clock.now()
    night.teller.about_case(
        "1",
        case.CasePriorityChanged(case_id="1", old="P3", new="P1", changed_at=now, reason="worse"),
    )
    await night.run_due()

    (page,) = await night.pages()
    assert (page.facts.what, page.facts.case_subject) == (
        "raised from P3 to P1",
        "Line 4 stands still",
    )
    assert page.facts.due_at == now + timedelta(hours=1)


async def test_raised_to_p1_after_its_answer_pages_and_says_that_no_target_runs(
    night: Night,
) -> None:
    night.teller.opens("1", priority="P3")
    night.teller.answers("1")
    now = night.clock.now()
    night.teller.about_case(
        "1",
        case.CasePriorityChanged(case_id="1", old="P3", new="P1", changed_at=now, reason="worse"),
    )
    await night.run_due()

    (page,) = await night.pages()
    assert (page.status, page.facts.due_at) == ("raised", None)
    assert "no target runs" in page.facts.what


async def test_a_breach_says_the_subject(night: Night) -> None:
    night.teller.opens("1", priority="P3")
    await night.run_due()
    night.teller.breaches("1", priority="P3")
    await night.run_due()

    assert [page.facts.case_subject for page in await night.pages()] == ["Line 4 stands still"]


async def test_an_acknowledged_p1_rings_again_while_nobody_answers(night: Night) -> None:
    night.teller.opens("1")
    await night.run_due()
    await acknowledge(night)
    await night.pass_time(minutes=19, seconds=59)
    assert await called_engineers(night) == ["noa"]

    await night.pass_time(seconds=1)

    (page,) = await night.pages()
    assert (page.status, page.ring, page.acknowledged_by) == ("raised", 1, None)
    assert await called_engineers(night) == ["noa", "noa"]
    note = "acknowledged 20 minutes ago by Noa Rivera, and there is still no answer"
    assert note in lines_of(night.provider.calls[-1][1])
    await night.pass_time(minutes=3)
    await night.pass_time(minutes=3)
    assert (await called_engineers(night))[-1] == "chidi"


async def test_an_answer_after_the_acknowledgement_keeps_it_silent(night: Night) -> None:
    night.teller.opens("1")
    await night.run_due()
    await acknowledge(night)
    night.teller.answers("1")

    await night.pass_time(minutes=30)

    assert await called_engineers(night) == ["noa"]


async def test_an_answered_p1_without_a_workaround_rings_when_nothing_is_written_for_two_hours(
    night: Night,
) -> None:
    night.teller.opens("1")
    night.teller.answers("1")
    await night.run_due()
    await night.pass_time(hours=1)
    comments(night, "1")
    await night.run_due()
    await night.pass_time(hours=1, minutes=59)
    assert await called_engineers(night) == []

    await night.pass_time(minutes=1)

    (page,) = await night.pages()
    assert (page.facts.reason, page.status) == ("p1-idle", "raised")
    assert page.facts.what == "nothing was written in it for 2 hours, and there is no workaround"
    comments(night, "1")
    await night.run_due()
    assert [(page.status, page.resolved_reason) for page in await night.pages()] == [
        ("resolved", "something-written")
    ]


async def test_a_p1_left_alone_again_is_another_page_until_there_is_a_workaround(
    night: Night,
) -> None:
    night.teller.opens("1")
    night.teller.answers("1")
    await night.run_due()
    await night.pass_time(hours=2)
    comments(night, "1")
    await night.run_due()
    await night.pass_time(hours=2)
    assert len(await night.pages()) == 2

    gives_workaround(night, "1")
    await night.run_due()
    await night.pass_time(hours=5)

    assert [page.status for page in await night.pages()] == ["resolved", "resolved"]


async def test_how_long_a_p1_may_be_silent_is_the_policys_affair(night: Night) -> None:
    never = {**POLICY, "ring_again": {"unanswered_after_s": None, "idle_after_s": None}}
    async with night.client() as admin:
        good(await admin.post("/v1/escalation-policies", json=never))
    night.teller.opens("1")
    await night.run_due()
    await acknowledge(night)
    night.teller.opens("2")
    night.teller.answers("2")

    await night.pass_time(hours=12)

    assert await called_engineers(night) == ["noa"]


async def test_the_end_of_a_chain_goes_to_the_plans_backstop_and_then_begins_again(
    night: Night,
) -> None:
    owner = {
        "policy_id": "owner",
        "name": "Owner",
        "steps": [{"after_s": 60, "targets": [_engineer("olga")]}],
    }
    one_step = {"after_s": 0, "targets": [_engineer("noa")]}
    chain = {**POLICY, "steps": [one_step], "repeat_chain": 1}
    backstops = [{"policy_id": "owner", "plans": ["gold"]}]
    async with night.client() as admin:
        method = {"kind": "webhook", "address": "https://hooks.example/olga"}
        good(
            await admin.post(
                "/v1/engineers",
                json={"engineer_id": "olga", "name": "Olga Brandt", "contact_methods": [method]},
            )
        )
        good(await admin.post("/v1/escalation-policies", json=owner))
        good(await admin.post("/v1/escalation-policies", json={**chain, "backstops": backstops}))
    night.teller.opens("gold")
    night.teller.opens("silver", plan="silver")
    await night.run_due()
    await night.pass_time(minutes=5)
    await night.pass_time(minutes=5)

    to_olga = [
        message.facts.case_id
        for address, message in night.provider.calls
        if address.endswith("olga")
    ]
    assert to_olga == ["gold"]
    assert (await called_engineers(night)).count("noa") == 4
    await night.pass_time(minutes=6)
    await night.pass_time(minutes=25)
    assert {page.ring for page in await night.pages()} == {1}


async def test_a_step_of_which_every_message_fails_is_followed_by_the_next_at_once_and_it_shows(
    night: Night,
) -> None:
    night.provider.answers = [Refused("http-404")]
    night.teller.opens("1")
    await night.run_due()
    await night.pass_time(seconds=1)

    assert await called_engineers(night) == ["noa", "chidi"]
    (page,) = await night.pages()
    assert [move.what for move in page.history] == [
        "raised",
        "step-started",
        "step-failed",
        "step-started",
    ]


async def test_a_chain_that_reached_nobody_begins_again_after_five_minutes(night: Night) -> None:
    night.provider.answers = [Refused("http-404")] * 2
    night.teller.opens("1")
    await night.run_due()
    await night.pass_time(seconds=1)
    await night.pass_time(minutes=5, seconds=1)

    assert await called_engineers(night) == ["noa", "chidi", "noa"]


async def test_a_p1_without_a_rule_pages_as_soon_as_there_is_one(nobody_defined: Night) -> None:
    night = nobody_defined
    night.teller.opens("1")
    await night.run_due()
    assert [page.status for page in await night.pages()] == ["exhausted"]

    await night.define_on_call()
    await night.run_due()
    await night.pass_time(seconds=1)

    (page,) = await night.pages()
    assert (page.status, page.policy_id, await called_engineers(night)) == (
        "raised",
        RULE["policy_id"],
        ["noa"],
    )


async def test_a_new_rule_finds_its_p1_behind_a_hundred_that_it_is_not_for(
    nobody_defined: Night,
) -> None:
    night = nobody_defined
    for number in range(101):
        night.teller.opens(f"silver-{number}", plan="silver")
    await night.run_due()
    await night.pass_time(seconds=1)
    night.teller.opens("gold", plan="gold")
    await night.run_due()

    await night.define_on_call({**RULE, "plans": ["gold"]})
    await night.run_due()
    await night.pass_time(seconds=1)

    assert await called_engineers(night) == ["noa"]


async def test_a_breach_that_is_withdrawn_ends_its_page(night: Night) -> None:
    night.teller.breaches("1")
    await night.run_due()
    now = night.clock.now()
    withdrawn = deadline.DeadlineBreachWithdrawn(
        case_id="1",
        goal="first_response",
        claim_id="claim",
        accepted_by="tam",
        answered_at=now,
        breached_at=now,
        withdrawn_at=now,
        personal=deadline.WithdrawalText(reason="SECRET REASON"),
    )
    night.teller.tell("sla-clock", "deadline-1", "1", withdrawn)
    await night.run_due()

    assert [page.resolved_reason for page in await night.pages()] == ["breach-withdrawn"]


async def test_a_likely_twin_pages_and_says_of_which_case(night: Night) -> None:
    night.teller.opens("1")
    await night.run_due()
    night.teller.opens("2")
    mark = case.LikelyTwinMarked(
        case_id="2", twin_id="1", marked_at=night.clock.now(), because="same-subject"
    )
    night.teller.about_case("2", mark)
    await night.run_due()

    assert [page.facts.what for page in await night.pages() if page.facts.case_id == "2"] == [
        "likely about the same trouble as CS-1"
    ]


@asynccontextmanager
async def restarted(night: Night) -> AsyncIterator[Notifier]:
    """Another process on the same database and broker; the first one does nothing any more."""
    channels = dict.fromkeys(get_args(ChannelKind), night.provider)
    notifier = await bootstrap.build(
        night.settings,
        clock=SystemClock(),
        store_clock=night.clock,
        broker=night.broker,
        channels=channels,
    )
    try:
        yield notifier
    finally:
        await notifier.close()


async def due_work(notifier: Notifier) -> None:
    """What is due before anything is read."""
    for _ in range(3):
        await notifier.timers.step()
        await notifier.sender.step()


async def read_all(notifier: Notifier) -> None:
    for _ in range(8):
        for consumer in notifier.consumers:
            await consumer.step()


@pytest.mark.parametrize("down", [timedelta(seconds=200), timedelta(days=3)])
async def test_after_a_restart_nobody_is_rung_for_what_was_answered_meanwhile(
    night: Night, down: timedelta
) -> None:
    night.teller.opens("1")
    await night.run_due()
    night.clock.move(timedelta(seconds=60))
    night.teller.answers("1")
    gives_workaround(night, "1")
    night.clock.move(down)

    async with restarted(night) as notifier:
        await due_work(notifier)
        night.clock.move(timedelta(seconds=5))
        await read_all(notifier)
        night.clock.move(timedelta(minutes=30))
        await read_all(notifier)
        await due_work(notifier)

    assert await called_engineers(night) == ["noa"]
    assert [page.status for page in await night.pages()] == ["resolved"]


async def test_after_a_restart_an_unanswered_p1_goes_on_once_the_log_is_read(night: Night) -> None:
    night.teller.opens("1")
    await night.run_due()
    night.clock.move(timedelta(minutes=30))

    async with restarted(night) as notifier:
        await due_work(notifier)
        assert await called_engineers(night) == ["noa"]
        night.clock.move(timedelta(seconds=5))
        await read_all(notifier)
        await due_work(notifier)

    assert await called_engineers(night) == ["noa", "noa"]


async def test_where_the_reading_takes_over_a_minute_it_rings_and_says_that_it_may_be_out_of_date(
    night: Night,
) -> None:
    night.teller.opens("1")
    await night.run_due()
    await night.pass_time(seconds=5)
    night.broker.hold(TOPICS["intake"])
    night.teller.answers("1")
    night.clock.move(timedelta(minutes=30))

    async with restarted(night) as notifier:
        await due_work(notifier)
        await read_all(notifier)
        night.clock.move(timedelta(seconds=59))
        await due_work(notifier)
        assert await called_engineers(night) == ["noa"]
        night.clock.move(timedelta(seconds=1))
        await due_work(notifier)

    assert await called_engineers(night) == ["noa", "noa"]
    warning = outdated_in_words(night.provider.calls[-1][1])
    assert warning is not None
    assert warning.startswith("This may be out of date: nothing since 2026-11-16 22:00 UTC")


def _engineer(name: str) -> dict[str, str]:
    return {"kind": "engineer", "id": name}
