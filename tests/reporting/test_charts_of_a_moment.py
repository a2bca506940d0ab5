"""A chart whose figures change with every case is drawn once a minute; one of an instant always."""

from datetime import UTC, datetime, timedelta

from events.clock import MovableClock
from reporting.domain.review import LateBand
from reporting.pages.charts import NARROW, Chart, ChartRoom, Drawn, lateness_chart

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def late(count: int, series: str | None) -> Chart:
    return Chart(
        lateness_chart, ([LateBand(label="under 1 h", count=count)],), (NARROW, NARROW), series
    )


async def drawn(room: ChartRoom, chart: Chart) -> Drawn:
    return await room.draw(chart, title="How late", description="By how much")


async def test_a_draft_shows_the_chart_of_a_moment_ago_for_a_minute_and_says_so() -> None:
    clock = MovableClock(NOON)
    room = ChartRoom(clock)
    first = await drawn(room, late(1, "acme/2026-Q1"))

    clock.move(timedelta(seconds=59))
    again = await drawn(room, late(2, "acme/2026-Q1"))
    clock.move(timedelta(seconds=2))
    later = await drawn(room, late(2, "acme/2026-Q1"))

    assert (first.older, again.older, later.older) == (False, True, False)
    assert first.wide == again.wide != later.wide


async def test_another_customers_draft_has_a_chart_of_its_own() -> None:
    room = ChartRoom(MovableClock(NOON))
    await drawn(room, late(1, "acme/2026-Q1"))

    other = await drawn(room, late(2, "globex/2026-Q1"))

    assert not other.older


async def test_a_review_of_an_instant_always_shows_its_own_figures() -> None:
    room = ChartRoom(MovableClock(NOON))
    first = await drawn(room, late(1, None))

    second = await drawn(room, late(2, None))

    assert first.wide != second.wide
    assert not second.older
