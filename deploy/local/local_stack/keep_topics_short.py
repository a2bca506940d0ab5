"""Says which topics of the local system are kept short, and who must have read them first."""

from collections.abc import Sequence

from events.catalogue.topics import DUE_HINTS, TOPICS, WATERMARKS
from events.relay.due_hints import DueHint, hint_to_outgoing
from events.sharding import DEFAULT_SHARDS
from events.store.connection import make_pool
from events.watermark_records import watermarks_to_outgoing
from local_stack.trim_topics import Bounds, EventTopic, SmallTopic, Tell, TopicTrimmer

READERS = {
    "intake": frozenset({"sla-clock", "notifier", "reporting"}),
    "sla-clock": frozenset({"notifier", "reporting"}),
    "notifier": frozenset({"reporting"}),
}
"""The consumers that follow each owner's topic; any other that keeps checkpoints in the database
counts, too.
"""


def event_topics() -> Sequence[EventTopic]:
    """Return the topics of events, each with the schema of its store."""
    return [
        EventTopic(
            name=TOPICS[owner],
            schema=owner.replace("-", "_"),
            partitions=DEFAULT_SHARDS,
            readers=readers,
        )
        for owner, readers in READERS.items()
    ]


def small_topics() -> Sequence[SmallTopic]:
    """Return the topics that are only ever read from their end."""
    nothing_promised = watermarks_to_outgoing(DEFAULT_SHARDS, [])
    nothing_due = hint_to_outgoing(DueHint(shards=(), due_at=None))
    return [
        *(
            SmallTopic(name=name, empty=nothing_promised, schema=owner.replace("-", "_"))
            for owner, name in WATERMARKS.items()
        ),
        *(SmallTopic(name=name, empty=nothing_due) for name in DUE_HINTS.values()),
    ]


async def keep_topics_short(
    dsn: str, bootstrap_servers: str, tell: Tell, bounds: Bounds | None = None, every_s: float = 5.0
) -> None:
    """Trim what grows past its bound, until cancelled."""
    pool = await make_pool(dsn, size=2, application_name="local-stack")
    try:
        trimmer = TopicTrimmer(pool, bootstrap_servers, event_topics(), small_topics(), tell)
        await trimmer.run(bounds or Bounds(), every_s)
    finally:
        await pool.close()
