"""Story: the developer of a client sees a P2 breached, paged and reviewed within seconds, in a
sandbox whose time is moved over REST.
"""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from tests.stories.cast import CUSTOMER, enter, open_case
from tests.stories.sandbox import CLOCK, Sandbox, sandbox
from tests.support.databases import Databases

SERVICES = ("intake", "sla_clock", "notifier", "reporting")
DAY = timedelta(days=1)


@pytest.fixture
async def box(databases: Databases) -> AsyncIterator[Sandbox]:
    """A sandbox in which nothing has happened."""
    async with databases.migrated(*SERVICES, movable=True) as dsn, sandbox(dsn) as box:
        yield box


async def test_a_p2_is_breached_paged_and_reviewed_while_somebody_waits(box: Sandbox) -> None:
    await enter(box)
    case = await open_case(box, "P2")
    await box.caught_up()
    (open_deadline,) = await box.call("sla_clock", "GET", f"/v1/cases/{case['case_id']}/deadlines")

    clock = await box.move(6 * DAY)

    (deadline,) = await box.call("sla_clock", "GET", f"/v1/cases/{case['case_id']}/deadlines")
    assert deadline["state"] == "breached"
    assert deadline["breached_at"] == open_deadline["due_at"]
    # It was noticed at its own instant, and not when the whole way had been gone.
    assert deadline["late_by_s"] < 60
    (page,) = (await box.call("notifier", "GET", "/v1/pages"))["items"]
    raised_at, due_at = map(datetime.fromisoformat, (page["raised_at"], deadline["due_at"]))
    assert (page["reason"], page["status"]) == ("deadline-breached", "exhausted")
    assert raised_at - due_at < timedelta(minutes=1)
    assert _called(box, page["page_id"]) == ["rivera", "okafor"]
    assert not any(message["may_be_out_of_date"] for message in box.provider.shown)
    quarter = _quarter(datetime.fromisoformat(deadline["breached_at"]))
    path = f"/v1/customers/{CUSTOMER}/reviews/{quarter}"
    review = await box.call("reporting", "GET", path, role="tam")
    assert [line["number"] for line in review["breaches"]] == [case["number"]]
    times = [datetime.fromisoformat(one["now"]) for one in clock["services"]]
    assert max(times) - min(times) < timedelta(seconds=10)
    assert datetime.fromisoformat(review["known_until"]) > min(times) - timedelta(seconds=30)
    # Every token here is good for twelve hours of the real time.
    assert (await box.send("notifier", "GET", CLOCK)).status_code == 200


async def test_moves_add_up_and_nobody_is_left_behind(box: Sandbox) -> None:
    before = (await box.caught_up())["now"]
    await box.switch_off("sla_clock")
    for key in ("a", "a", "b"):
        answer = await box.send("intake", "POST", CLOCK, {"advance_s": 86_400}, key=key)
        assert answer.status_code == 200
    other = await box.send("intake", "POST", CLOCK, {"advance_s": 60}, key="a")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    assert not answer.json()["caught_up"]
    silent = [one["service"] for one in answer.json()["services"] if one["now"] is None]
    assert silent == ["sla-clock"]
    back = await box.send("intake", "POST", CLOCK, {"to": before})
    assert (back.status_code, back.json()["code"]) == (409, "clock-goes-forward-only")
    # Intake is killed, too, and goes on with the move when it is back.
    await box.switch_off("intake")
    box.switch_on("sla_clock")
    box.switch_on("intake")

    clock = await box.caught_up()

    gone = datetime.fromisoformat(clock["now"]) - datetime.fromisoformat(before)
    assert 2 * DAY <= gone < 2 * DAY + timedelta(minutes=2)
    assert clock["moves_to"] is None


def _called(box: Sandbox, page_id: str) -> list[str]:
    """Who was called about a page, in order."""
    return [one["engineer_id"] for one in box.provider.shown if one["page_id"] == page_id]


def _quarter(instant: datetime) -> str:
    return f"{instant.year}-Q{(instant.month + 2) // 3}"
