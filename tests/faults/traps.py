"""Every trap that `python -m tests.faults` sets, by name: a plain table."""

from collections import Counter
from collections.abc import Mapping

from tests.faults.clock_world import ClockWorld
from tests.faults.ground import Counts, Ground, Trap
from tests.faults.test_append_held_across_a_watermark import hold_appends_across_watermarks
from tests.faults.test_cancelled_at_every_await import cancel_everything
from tests.faults.test_checkpoint_database_down import take_the_checkpoints_away
from tests.faults.test_clocks_share_the_shards import share_the_shards
from tests.faults.test_conflict_inside_a_batch import refuse_any
from tests.faults.test_downtime_past_a_deadline import tell_any_story
from tests.faults.test_each_hop_killed_past_a_deadline import kill_a_hop
from tests.faults.test_lost_produce_response import LOSSES, lose_answers
from tests.faults.test_poison_record import poison
from tests.faults.test_rebuild_during_live_writes import rebuild_and_kill
from tests.faults.test_relay_killed import kill_relays, wake_a_relay_that_was_replaced
from tests.faults.test_seek_race import (
    test_nothing_is_applied_before_a_slow_checkpoint_is_loaded as race_a_seek,
)
from tests.faults.test_sequence_gap import commit_and_roll_back
from tests.faults.test_stop_in_a_black_hole import stop_in_a_black_hole
from tests.faults.test_success_without_a_row import race
from tests.faults.test_topic_lost import cut_the_topic_off, lose_the_topic
from tests.faults.test_transaction_held_open import hold_a_transaction_open
from tests.faults.test_transaction_id_order import take_ids_early_and_commit_late
from tests.faults.test_truth_after_faults import tell_the_truth_after_faults
from tests.faults.test_zombie_consumer import wake_a_zombie
from tests.support.event_stores import store_pool


async def _any_story(ground: Ground) -> Counts:
    async with store_pool(ground.dsn) as pool:
        world = ClockWorld(pool, ground.broker(), ground.prefix)
        await world.start()
        breaches = await tell_any_story(world, ground.dice())
        await world.close()
    return Counter(breaches=breaches)


async def _lose_any_answers(ground: Ground) -> Counts:
    dice = ground.dice()
    return await lose_answers(
        ground, dice.choices(LOSSES, weights=(1, 5, 5), k=4), also_delay=dice.random() < 0.5
    )


async def _race_and_kill_connections(ground: Ground) -> Counts:
    return await race(ground, kill=True)


async def _race_a_seek(ground: Ground) -> Counts:
    await race_a_seek(ground.dsn, ground.servers, ground.prefix)
    return Counter({"slow checkpoints": 1})


TRAPS: Mapping[str, Trap] = {
    "sequence-gap": commit_and_roll_back,
    "transaction-id-order": take_ids_early_and_commit_late,
    "transaction-held-open": hold_a_transaction_open,
    "conflict-inside-a-batch": refuse_any,
    "success-without-a-row": _race_and_kill_connections,
    "seek-race": _race_a_seek,
    "checkpoint-database-down": take_the_checkpoints_away,
    "zombie-consumer": wake_a_zombie,
    "clocks-share-the-shards": share_the_shards,
    "relay-killed": kill_relays,
    "two-relays": wake_a_relay_that_was_replaced,
    "lost-produce-response": _lose_any_answers,
    "topic-lost": lose_the_topic,
    "topic-cut-off": cut_the_topic_off,
    "downtime-past-a-deadline": _any_story,
    "hop-killed-past-a-deadline": kill_a_hop,
    "append-held-across-a-watermark": hold_appends_across_watermarks,
    "rebuild-during-live-writes": rebuild_and_kill,
    "poison-record": poison,
    "stop-in-a-black-hole": stop_in_a_black_hole,
    "cancelled-at-every-await": cancel_everything,
    "truth-after-faults": tell_the_truth_after_faults,
}
