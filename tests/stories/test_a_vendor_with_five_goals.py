"""Story: a vendor whose terms hold all five goals. A P1 is answered and gets a workaround in time;
then support falls silent, writes late, and solves it too late. Each goal has its own verdict, and
only the first response is a response target.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.stories.cast import CONTACT, CUSTOMER, answer, enter, open_case, review
from tests.stories.world import Json, World, world_at

MONDAY_MORNING = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)
TERMS = Path(__file__).parents[2] / "docs/examples/five-goals"
GOALS = ["first_response", "cover", "next_update", "workaround", "resolution"]
QUARTER = timedelta(minutes=15)


async def goals_of(world: World, case_id: str, **who: str) -> dict[str, Json]:
    """The deadlines of a case as somebody reads them."""
    path = f"/v1/cases/{case_id}/deadlines"
    role = "contact" if who else "agent"
    listed = await world.call("sla_clock", "GET", path, role=role, **who)  # type: ignore[arg-type]
    return {one["goal"]: one for one in listed}


async def do(world: World, case_id: str, what: str, **body: str) -> None:
    await world.call("intake", "POST", f"/v1/cases/{case_id}/{what}", body, role="agent")


async def explained(world: World, case_id: str, goal: str) -> str:
    path = f"/v1/cases/{case_id}/deadlines/{goal}/explanation"
    explanation = await world.call("sla_clock", "GET", path, role="contact", **CONTACT)
    return str(explanation["sentence"])


async def answer_and_ask(world: World, case_id: str) -> None:
    """Support answers in time, asks the customer, and hears from it."""
    await world.pass_time(QUARTER / 3)
    await answer(world, case_id)
    await do(world, case_id, "assign", engineer_id="rivera")
    started = await goals_of(world, case_id)
    assert list(started) == GOALS
    assert (started["first_response"]["state"], started["cover"]["state"]) == ("met", "met")
    assert started["next_update"]["budget_s"] == 2 * 3600

    await world.pass_time(QUARTER)
    await do(world, case_id, "request-information", text="Which release?")
    assert (await goals_of(world, case_id))["resolution"]["state"] == "paused"
    await world.pass_time(QUARTER)
    path = f"/v1/cases/{case_id}/comment"
    await world.call("intake", "POST", path, {"text": "4.2"}, role="contact", **CONTACT)
    running = await goals_of(world, case_id)
    assert running["resolution"]["paused_s"] == 900
    assert {running[goal]["state"] for goal in GOALS[2:]} == {"running"}


async def help_and_fall_silent(world: World, case_id: str) -> None:
    """A workaround comes in time, the next update does not."""
    await do(world, case_id, "provide-workaround", text="Print by the other server.")
    helped = await goals_of(world, case_id)
    assert (helped["workaround"]["state"], helped["resolution"]["state"]) == ("met", "running")

    await world.pass_time(timedelta(hours=3), step=timedelta(minutes=30))
    silent = await goals_of(world, case_id)
    assert silent["next_update"]["state"] == "breached"
    assert silent["next_update"]["breached_at"] == silent["next_update"]["due_at"]
    assert "support had not written by then" in await explained(world, case_id, "next_update")
    await do(world, case_id, "comment", text="Still looking.")
    again = (await goals_of(world, case_id))["next_update"]
    assert (again["state"], again["breached_at"]) == ("running", None)


async def solve_too_late(world: World, case_id: str) -> None:
    """The solution comes after ten hours, and the case comes back."""
    await world.pass_time(timedelta(hours=8), step=timedelta(minutes=30))
    await do(world, case_id, "resolve", text="Mended.")
    over = await goals_of(world, case_id)
    assert {goal: over[goal]["state"] for goal in GOALS} == {
        "first_response": "met",
        "cover": "met",
        "next_update": "breached",
        "workaround": "met",
        "resolution": "breached",
    }
    assert over["resolution"]["answered_late_by_s"] > 0
    assert "It was solved " in await explained(world, case_id, "resolution")

    path = f"/v1/cases/{case_id}/reopen"
    await world.call("intake", "POST", path, {"text": "It is back."}, role="contact", **CONTACT)
    back = await goals_of(world, case_id)
    assert {back[goal]["state"] for goal in GOALS[2:]} == {"running"}


async def test_each_of_the_five_goals_is_promised_kept_missed_and_told_for_itself(
    dsn: str,
) -> None:
    async with world_at(MONDAY_MORNING, dsn, terms_folder=TERMS) as world:
        await enter(world)
        case_id = (await open_case(world, "P1"))["case_id"]
        # A workaround is promised from the first answer on.
        opened = await goals_of(world, case_id)
        assert list(opened) == [goal for goal in GOALS if goal != "workaround"]
        await answer_and_ask(world, case_id)
        await help_and_fall_silent(world, case_id)
        await solve_too_late(world, case_id)

        # The customer is told of what it is promised, and not who of support had the case.
        theirs = await goals_of(world, case_id, **CONTACT)
        assert list(theirs) == [goal for goal in GOALS if goal != "cover"]
        # Nobody was called for them, since no rule names them, and no figure counts them.
        assert set(world.provider.reasons) == {"p1-opened"}
        drawn = await review(world, "2026-Q4")
        targets = drawn["summary"]["targets"]
        assert (targets["met"], targets["missed"], drawn["breaches"]) == (1, 0, [])
        path = f"/v1/attainment?customer_id={CUSTOMER}"
        figures = await world.call("reporting", "GET", path, role="analyst")
        counted = [one["targets"] for one in figures["items"]]
        assert [(one["met"], one["missed"]) for one in counted] == [(1, 0)]
