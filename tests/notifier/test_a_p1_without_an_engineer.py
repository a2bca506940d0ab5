"""A P1 that nobody has (CP-26): the clock's warning and breach page, and what ends them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from msgspec import structs

from events.catalogue import case_events as case
from events.catalogue import deadline_events as deadline
from events.catalogue.terms import CalendarRef, Goal, Target
from events.event import Event, Meta, Recorded
from events.sealing.stand_ins import ERASED, UNREAD, stand_in
from events.timers.timers import Timers
from notifier.adapters.next_due import NextDue
from notifier.domain.page_on_call import Due, PageWanted, WatchedCase, page_id_of
from notifier.domain.watch_cover import uncovered_page
from notifier.reactions.findings import (
    due_times_of,
    is_needed,
    missed_covers_of,
    page_wanted,
)
from notifier.reactions.reactions_table import REACTIONS
from notifier.settings import SCHEMA
from tests.notifier.night import POLICY, Night, good, opened

NOW = datetime(2026, 11, 16, 22, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
CAUSE = UUID("018f0000-0000-7000-8000-000000000001")
TEXT = case.MessageText(text="x")
CASE = WatchedCase(
    case_id="1",
    number="CS-1",
    customer_id="lakeside",
    plan="gold",
    priority="P1",
    area="edi",
    needs_answer=True,
    subject="Line 4 stands still",
)


def recorded(event: Event) -> Recorded:
    return Recorded(
        source="sla-clock",
        shard=0,
        seq=1,
        stream="s",
        version=1,
        key="1",
        event_id=CAUSE,
        data=event,
        meta=Meta(correlation_id="c"),
        occurred_at=NOW,
        recorded_at=NOW,
    )


def started(goal: Goal = "cover", at: datetime = NOW) -> deadline.DeadlineStarted:
    promise = opened("1", NOW).promise
    return deadline.DeadlineStarted(
        case_id="1",
        customer_id="lakeside",
        number="CS-1",
        goal=goal,
        priority="P1",
        plan="gold",
        terms_version="2010.3",
        calendar=promise.calendar,
        target=Target(amount=900, unit="seconds", counts="always"),
        started_at=at,
        due_at=at + QUARTER,
        budget_s=900,
        promise=promise,
    )


WARNED = deadline.DeadlineWarned(
    case_id="1",
    customer_id="lakeside",
    number="CS-1",
    goal="cover",
    priority="P1",
    plan="gold",
    fraction=0.75,
    warned_at=NOW,
    detected_at=NOW,
    due_at=NOW + QUARTER / 4,
)
BREACHED = deadline.DeadlineBreached(
    case_id="1",
    customer_id="lakeside",
    number="CS-1",
    goal="cover",
    priority="P1",
    plan="gold",
    due_at=NOW,
    breached_at=NOW,
    detected_at=NOW,
    late_by_s=0,
    paused_s=0,
    excused_s=0,
)
MET = deadline.DeadlineMet(
    case_id="1", goal="cover", met_at=NOW, due_at=NOW, counted_s=0, paused_s=0, excused_s=0
)
ENDED_LATE = deadline.DeadlineAnsweredLate(
    case_id="1", goal="cover", answered_at=NOW, recorded_at=NOW, due_at=NOW, late_by_s=0
)
CANCELLED = deadline.DeadlineCancelled(
    case_id="1", goal="cover", cancelled_at=NOW, reason="worked-around"
)
ASSIGNED = case.CaseAssigned(case_id="1", engineer_id="eva")
HANDED_OVER = case.CaseHandedOver(
    case_id="1", from_engineer_id="kim", to_engineer_id="eva", personal=TEXT
)
ANSWER = case.CaseResponded(
    case_id="1", responder_id="eva", responded_at=NOW, first=True, personal=TEXT
)


def remembered(event: Event, about: WatchedCase) -> WatchedCase:
    remember = REACTIONS[type(event)].remember
    assert remember is not None
    return remember(about, event)


def page_of(event: Event, about: WatchedCase | None = CASE) -> PageWanted:
    page = page_wanted(recorded(event), about)
    assert page is not None
    return page


def test_warning_and_breach_of_cover_page_for_reasons_of_their_own() -> None:
    warned, breached = page_of(WARNED), page_of(BREACHED, None)

    assert (warned.reason, warned.case_subject) == ("cover-warned", "Line 4 stands still")
    assert warned.what == "nobody has it, and 75% of the time to take it is used up"
    assert (breached.reason, breached.page_id) == (
        "cover-breached",
        page_id_of(CAUSE, "cover-breached"),
    )
    assert breached.what == "no engineer took it in time, and nobody has it"


@pytest.mark.parametrize(
    ("about", "needed"),
    [
        (CASE, True),
        (None, True),
        # Who answered need not be the one who has it.
        (replace(CASE, needs_answer=False), True),
        (replace(CASE, has_workaround=True), False),
        (replace(CASE, is_over=True), False),
        (replace(CASE, priority="P2"), False),
    ],
)
def test_a_page_for_cover_is_needed_while_the_p1_needs_an_engineer(
    about: WatchedCase | None, needed: bool
) -> None:
    assert is_needed(page_of(BREACHED), about) is needed


def test_the_page_that_is_made_up_for_is_the_one_that_the_breach_asked_for() -> None:
    page = uncovered_page(CASE, CAUSE, NOW)

    assert (page.reason, page.due_at) == ("cover-breached", None)
    assert page.page_id == page_of(BREACHED).page_id
    assert page.what == "no engineer took it in time, and no page about it rings any more"


@pytest.mark.parametrize(
    ("events", "missed"),
    [
        ([BREACHED], {"1": CAUSE}),
        ([BREACHED, MET], {"1": None}),
        ([BREACHED, ENDED_LATE], {"1": None}),
        ([CANCELLED], {"1": None}),
        # The clock may lag, and the engineer answer first.
        ([BREACHED, ASSIGNED], {"1": None}),
        ([BREACHED, HANDED_OVER], {"1": None}),
        ([BREACHED, CANCELLED, BREACHED], {"1": CAUSE}),
        ([structs.replace(BREACHED, goal="first_response")], {}),
        ([structs.replace(MET, goal="first_response")], {}),
        ([WARNED, ANSWER], {}),
    ],
)
def test_the_last_word_says_whether_a_case_lacks_its_engineer(
    events: Sequence[Event], missed: dict[str, UUID | None]
) -> None:
    assert missed_covers_of([recorded(one) for one in events]) == missed


def paused() -> deadline.DeadlinePaused:
    return deadline.DeadlinePaused(
        case_id="1", goal="first_response", kind="paused", paused_at=NOW, reason="r"
    )


def resumed(*, still: bool = False) -> deadline.DeadlineResumed:
    return deadline.DeadlineResumed(
        case_id="1",
        goal="first_response",
        kind="paused",
        resumed_at=NOW,
        due_at=NOW + 3 * QUARTER,
        still_standing=still,
    )


def moved() -> deadline.DeadlineMoved:
    return deadline.DeadlineMoved(
        case_id="1",
        goal="first_response",
        priority="P2",
        target=Target(amount=900, unit="seconds", counts="always"),
        moved_at=NOW,
        due_at=NOW + 2 * QUARTER,
        budget_s=900,
        reason="priority-raised",
    )


def followed(
    goal: Goal = "first_response", due_at: datetime | None = NOW + 2 * QUARTER
) -> deadline.DeadlineFollowedCalendar:
    before = CalendarRef(calendar_id="shop", version=1, zone="Europe/Berlin")
    return deadline.DeadlineFollowedCalendar(
        case_id="1",
        goal=goal,
        calendar_before=before,
        calendar=CalendarRef(calendar_id="shop", version=2, zone="Europe/Berlin"),
        old_due_at=NOW + QUARTER,
        due_at=due_at,
        budget_s=1800,
        counting_from=NOW,
        moved_at=NOW,
    )


@pytest.mark.parametrize(
    ("events", "due"),
    [
        ([started("first_response")], Due(at=NOW + QUARTER)),
        ([started("first_response"), started("cover", NOW + 9 * QUARTER)], Due(at=NOW + QUARTER)),
        ([started("first_response"), moved()], Due(at=NOW + 2 * QUARTER)),
        ([moved()], Due(at=NOW + 2 * QUARTER, only_if_known=True)),
        ([started("first_response"), followed()], Due(at=NOW + 2 * QUARTER)),
        ([started("first_response"), followed("cover")], Due(at=NOW + QUARTER)),
        ([paused(), followed(due_at=None)], Due(at=None)),
        # While its clock stands nothing is due, wherever its priority goes.
        ([started("first_response"), paused()], Due(at=None)),
        ([paused(), moved()], Due(at=None)),
        ([paused(), resumed(still=True)], Due(at=None)),
        ([paused(), moved(), resumed()], Due(at=NOW + 3 * QUARTER)),
    ],
)
def test_the_first_answer_is_due_as_the_clock_last_said_while_it_runs(
    events: Sequence[Event], due: Due
) -> None:
    assert due_times_of([recorded(one) for one in events]) == {"1": due}


def test_the_start_of_a_cover_is_no_due_time_of_an_answer() -> None:
    assert due_times_of([recorded(started("cover"))]) == {}


def tell(night: Night, *events: Event) -> None:
    for event in events:
        night.teller.tell("sla-clock", "deadline-1", "1", event)


async def test_a_case_whose_clock_stood_when_it_was_excluded_is_not_paged_for_early(
    night: Night,
) -> None:
    """Its old due time passed while it waited: the true one is later, and the clock tells it."""
    night.teller.opens("1", priority="P3")
    tell(night, started("first_response", night.clock.now()), paused())
    await night.run_due()
    tell(night, moved())
    await night.run_due()
    night.clock.move(timedelta(hours=2))
    at = night.clock.now()
    night.teller.about_case("1", case.CaseExcluded(case_id="1", code="other", excluded_at=at))
    included = case.CaseIncluded(case_id="1", included_at=at, answered=False, personal=TEXT)
    night.teller.about_case("1", included)
    await night.run_due()

    assert await night.pages() == []


async def reasons(night: Night) -> list[tuple[str, str]]:
    return [(page.facts.reason, page.status) for page in await night.pages()]


async def test_an_answered_p1_that_nobody_took_is_paged_for_until_somebody_has_it(
    night: Night,
) -> None:
    night.teller.opens("1")
    tell(night, started(), BREACHED)
    await night.run_due()
    # Whoever answers the page that rings has the case: nobody is called a second time.
    assert await reasons(night) == [("p1-opened", "raised")]

    night.teller.about_case("1", ANSWER)
    await night.pass_time(seconds=1)
    assert sorted(await reasons(night)) == [("cover-breached", "raised"), ("p1-opened", "resolved")]

    tell(night, ENDED_LATE)
    await night.run_due()
    assert {status for _, status in await reasons(night)} == {"resolved"}


async def test_who_let_go_of_an_answered_p1_leaves_a_page_behind(night: Night) -> None:
    """Nothing rings any more, so the breach itself pages."""
    night.teller.opens("1")
    night.teller.about_case("1", ANSWER)
    await night.run_due()
    tell(night, started(), BREACHED)
    await night.run_due()

    assert ("cover-breached", "raised") in await reasons(night)


@pytest.mark.parametrize("given", [ASSIGNED, HANDED_OVER])
async def test_an_engineer_who_answers_before_the_clock_has_read_of_them_is_believed(
    night: Night, given: Event
) -> None:
    night.teller.opens("1")
    tell(night, started(), BREACHED)
    await night.run_due()
    night.teller.about_case("1", given)
    night.teller.about_case("1", ANSWER)
    await night.run_due()

    assert await reasons(night) == [("p1-opened", "resolved")]


async def an_idle_page_and_a_breach_beside_it(night: Night) -> None:
    """An answered P1 was left alone; while that page rings its engineer lets go, and it is late."""
    night.teller.opens("1")
    await night.run_due()
    night.teller.about_case("1", ASSIGNED)
    night.teller.about_case("1", ANSWER)
    await night.run_due()
    await night.pass_time(hours=3)
    night.teller.about_case("1", case.CaseReleased(case_id="1", engineer_id="eva", personal=TEXT))
    tell(night, started(), BREACHED)
    await night.run_due()
    assert await reasons(night) == [("p1-idle", "raised"), ("p1-opened", "resolved")]


async def test_a_note_that_ends_the_ringing_leaves_a_page_for_who_is_lacking(night: Night) -> None:
    await an_idle_page_and_a_breach_beside_it(night)
    night.teller.about_case("1", case.CaseCommented(case_id="1", author_id="mei", personal=TEXT))
    await night.run_due()

    assert sorted(await reasons(night)) == [
        ("cover-breached", "raised"),
        ("p1-idle", "resolved"),
        ("p1-opened", "resolved"),
    ]


async def resolve(night: Night, reason: str) -> None:
    [page_id] = [it.facts.page_id for it in await night.pages() if it.facts.reason == reason]
    async with night.client() as admin:
        good(await admin.post(f"/v1/pages/{page_id}/resolve"))
    await night.run_due()


async def test_a_page_that_is_ended_by_hand_leaves_one_for_who_is_lacking_and_only_one(
    night: Night,
) -> None:
    await an_idle_page_and_a_breach_beside_it(night)
    await resolve(night, "p1-idle")
    after = await reasons(night)
    await resolve(night, "cover-breached")

    assert ("cover-breached", "raised") in after
    # A person who ends that page, too, is believed.
    assert {status for _, status in await reasons(night)} == {"resolved"}
    assert [reason for reason, _ in await reasons(night)].count("cover-breached") == 1


async def test_whoever_takes_the_page_that_rings_has_the_case_and_nobody_else_is_called(
    night: Night,
) -> None:
    await an_idle_page_and_a_breach_beside_it(night)
    [page] = [it for it in await night.pages() if it.facts.reason == "p1-idle"]
    async with night.client(user="noa") as noa:
        good(await noa.post(f"/v1/pages/{page.facts.page_id}/acknowledge"))
    await night.run_due()

    assert "cover-breached" not in dict(await reasons(night))


async def test_a_chain_that_ends_for_good_leaves_a_page_for_who_is_lacking(night: Night) -> None:
    """The breach came while it rang, and nobody was told."""
    never = {**POLICY, "ring_again": {"unanswered_after_s": None, "idle_after_s": None}}
    async with night.client() as admin:
        good(await admin.post("/v1/escalation-policies", json=never))
    night.teller.opens("1")
    tell(night, started(), BREACHED)
    await night.run_due()
    silent = await reasons(night)
    for _ in range(20):
        await night.pass_time(minutes=10)

    assert silent == [("p1-opened", "raised")]
    assert [reason for reason, _ in await reasons(night)] == ["cover-breached", "p1-opened"]


async def test_a_sandbox_does_not_pass_by_a_page_that_is_due(night: Night) -> None:
    await an_idle_page_and_a_breach_beside_it(night)
    due = NextDue(night.notifier.pool, SCHEMA, Timers(SCHEMA))
    async with night.notifier.pool.acquire() as connection:
        await connection.execute("update notifier.page set status = 'resolved'")

    at = await due.read()
    assert at is not None
    assert at < datetime.now(UTC) + QUARTER


def test_whom_to_reach_is_not_replaced_by_words_that_cannot_be_read() -> None:
    named = replace(CASE, reach="Ann: +1 555 0100")
    for text in (ERASED, UNREAD):
        unread = case.ReachNamed(
            case_id="1", user_id="ann", named_at=NOW, personal=stand_in(case.ReachText, text)
        )
        assert remembered(unread, named).reach == "Ann: +1 555 0100"


async def test_a_p1_whose_chain_has_ended_for_good_is_paged_for_when_nobody_has_it(
    night: Night,
) -> None:
    """Its page rings no more, so it is no reason to keep silent about the clock's breach."""
    never = {**POLICY, "ring_again": {"unanswered_after_s": None, "idle_after_s": None}}
    async with night.client() as admin:
        good(await admin.post("/v1/escalation-policies", json=never))
    night.teller.opens("1")
    await night.run_due()
    for _ in range(20):
        await night.pass_time(minutes=10)
    assert await reasons(night) == [("p1-opened", "exhausted")]

    tell(night, structs.replace(BREACHED, breached_at=night.clock.now()))
    await night.run_due()

    assert [reason for reason, _ in await reasons(night)] == ["cover-breached", "p1-opened"]
