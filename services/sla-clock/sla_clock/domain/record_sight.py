"""Decides what is recorded of the clock's sight: each change once, whichever process notices it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import assert_never

from events.catalogue.clock_events import ClockSeesAgain, ClockWentBlind
from events.event import Event
from sla_clock.domain.judge_watermarks import SightRules
from sla_clock.domain.look_at_shards import Looks, has_seen_for_a_while

SightEvent = ClockWentBlind | ClockSeesAgain
STREAM = "clock-sight"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedSight:
    """The shards that are recorded as blind, each with since when."""

    blind_since: Mapping[int, datetime] = field(default_factory=dict)
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSight:
    """Record what these looks found at `now` and is not recorded yet."""

    looks: Looks
    now: datetime
    rules: SightRules


initial = RecordedSight()


def evolve(recorded: RecordedSight, event: SightEvent) -> RecordedSight:
    """Return what is recorded after one more event."""
    match event:
        case ClockWentBlind():
            blind = {**recorded.blind_since, **dict.fromkeys(event.shards, event.blind_since)}
        case ClockSeesAgain():
            blind = {
                shard: since
                for shard, since in recorded.blind_since.items()
                if shard not in event.shards
            }
        case _:
            assert_never(event)
    return replace(recorded, blind_since=blind, version=recorded.version + 1)


def evolve_any(recorded: RecordedSight, event: Event) -> RecordedSight:
    """Return the same for an event as the store types it."""
    assert isinstance(event, SightEvent), "the stream of the clock's sight holds nothing else"
    return evolve(recorded, event)


def decide(command: RecordSight, recorded: RecordedSight) -> list[SightEvent]:
    """Record the shards that went blind, and those that are seen again.

    What a process that died had recorded as blind is ended by whoever follows the shard now.
    """
    return [*_went_blind(command, recorded), *_sees_again(command, recorded)]


def _went_blind(command: RecordSight, recorded: RecordedSight) -> list[ClockWentBlind]:
    blind = {
        shard: look.blind_since
        for shard, look in sorted(command.looks.shards.items())
        if look.blind_since and shard not in recorded.blind_since
    }
    if not blind:
        return []
    since = min(blind.values())
    known_until = since - timedelta(seconds=command.rules.blind_after_s)
    return [ClockWentBlind(shards=tuple(blind), known_until=known_until, blind_since=since)]


def _sees_again(command: RecordSight, recorded: RecordedSight) -> list[ClockSeesAgain]:
    seen = {
        shard: look.young_since
        for shard, look in sorted(command.looks.shards.items())
        if shard in recorded.blind_since
        and has_seen_for_a_while(look, command.now, command.rules)
        and look.young_since
    }
    if not seen:
        return []
    blind_since = min(recorded.blind_since[shard] for shard in seen)
    return [
        ClockSeesAgain(shards=tuple(seen), blind_since=blind_since, sees_since=max(seen.values()))
    ]
