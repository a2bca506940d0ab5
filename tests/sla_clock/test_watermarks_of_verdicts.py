"""The clock makes watermarks for its readers up to what it has judged, and no further."""

from events.broker.broker import TopicPartition
from events.watermark_records import Watermarks, watermarks_from_incoming
from tests.sla_clock.clockwork import Clockwork
from tests.sla_clock.promises import at, hours, opened

MONDAY = at("2026-11-16 09:00")
OWN = TopicPartition("sla-clock.watermarks", 0)


async def newest_watermarks(clock: Clockwork) -> Watermarks | None:
    """Let the clock make watermarks; return the newest that it sent."""
    await clock.built.watermarks.step()
    try:
        last = clock.broker.log(OWN).last()
    except KeyError:
        return None
    return watermarks_from_incoming(last) if last else None


async def test_there_is_no_watermark_before_the_first_of_intake(clock: Clockwork) -> None:
    await clock.tell(opened("c-1", MONDAY), "c-1", MONDAY)
    await clock.catch_up()
    assert await newest_watermarks(clock) is None


async def test_all_verdicts_up_to_the_instant_are_below_the_seq(clock: Clockwork) -> None:
    recorded = await clock.tell(opened("c-1", MONDAY), "c-1", MONDAY)
    await clock.until(MONDAY + hours(24 * 30))
    clock.time.move(hours(1))
    newest = await newest_watermarks(clock)
    assert newest is not None
    (own,) = [one for one in newest.watermarks if one.shard == recorded.shard]
    assert own.at == MONDAY + hours(24 * 30)
    assert own.next_seq == len(await clock.built.store.read_shard(recorded.shard, 1, 100)) + 1
