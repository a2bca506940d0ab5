"""What a consumer can be told about itself, and about the one topic of its that has timers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from events.catalogue.registry import Catalogue
from events.clock import Clock, SystemClock
from events.consumer.reaction import TimedReaction
from events.sealing.key_source import KeySource, NoKeySource
from events.store.connection import Connection
from events.timers.timers import Timers


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedTopic:
    """A topic whose reaction has timers; they fire by the watermarks of `watermark_topic`.

    Topic names are full (prefix included). `timers` is the object that the reaction arms and claims
    with. `folds_in_order` (see `TimedRunner`) is only for a reaction whose result does not depend
    on how its log is cut into batches.
    """

    topic: str
    watermark_topic: str
    reaction: TimedReaction[Connection]
    timers: Timers
    folds_in_order: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumerOptions:
    """How a consumer runs.

    `timed` is the one topic that has timers, if there is one. `member` is the static name of this
    process within the group; `group` is the group's name if it differs from the consumer's (topics
    with a prefix). `committed` is called after something was applied: it wakes the relay. `at_once`
    is how many partitions may be in a transaction at the same time and share the disk's flushes;
    use more than 1 only if the partitions of a reaction never write the same rows, and the pool has
    as many connections. `watermarks` maps further topics of events to their topics of watermarks,
    for `known_until`. `rebuildable` is for a reaction that writes nothing but rows which can be
    made again from the topic (see `Checkpoints`). `keys` open what is personal in the events;
    without them reactions see stand-ins. `unopened` are topics (full names) of which the reaction
    needs no words: no key is asked for them.
    """

    catalogue: Catalogue
    timed: TimedTopic | None = None
    member: str = "1"
    group: str | None = None
    clock: Clock = field(default_factory=SystemClock)
    max_records: int = 1_000
    at_once: int = 1
    rebuildable: bool = False
    stuck_after_s: float = 30.0
    watermarks: Mapping[str, str] = field(default_factory=dict)
    committed: Callable[[], None] | None = None
    keys: KeySource = field(default_factory=NoKeySource)
    unopened: frozenset[str] = frozenset()
