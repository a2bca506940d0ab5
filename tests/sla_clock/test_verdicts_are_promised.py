"""The clock promises its readers no more than it has judged."""

from events.broker.broker import TopicPartition
from events.watermark_records import Watermarks, watermarks_from_incoming
from tests.sla_clock.clockwork import Clockwork
from tests.sla_clock.promises import at, hours, opened

MONDAY = at("2026-11-16 09:00")
OWN = TopicPartition("sla-clock.watermarks", 0)


async def promised(clock: Clockwork) -> Watermarks | None:
    """What the clock promises now."""
    await clock.built.watermarks.step()
    try:
        newest = clock.broker.log(OWN).last()
    except KeyError:
        return None
    return watermarks_from_incoming(newest) if newest else None


async def test_nothing_is_promised_before_intake_has_promised(clock: Clockwork) -> None:
    await clock.tell(opened("c-1", MONDAY), "c-1", MONDAY)
    await clock.settle()
    assert await promised(clock) is None


async def test_all_verdicts_up_to_the_instant_are_below_the_seq(clock: Clockwork) -> None:
    told = await clock.tell(opened("c-1", MONDAY), "c-1", MONDAY)
    await clock.until(MONDAY + hours(24 * 30))
    clock.time.move(hours(1))
    found = await promised(clock)
    assert found is not None
    (own,) = [one for one in found.watermarks if one.shard == told.shard]
    assert own.at == MONDAY + hours(24 * 30)
    assert own.next_seq == len(await clock.built.store.read_shard(told.shard, 1, 100)) + 1
