"""When a P1 loses its engineer or gets one, the clock of its cover starts or ends (CP-26)."""

from msgspec.structs import replace

from events.catalogue.case_events import CaseOpened, CaseReleased
from events.event import Recorded
from sla_clock.domain import follow_cover
from sla_clock.domain.cover_need import CoverEvent, CoverNeed, need_after
from sla_clock.domain.follow_cover import FollowCover
from sla_clock.projections.tracked_deadline import Tracked, follow


def follow_cover_of(
    first: Tracked, cover: Tracked | None, record: Recorded
) -> tuple[Tracked, Tracked | None]:
    """Return the first response, with what its case needs now, and the cover after the record."""
    before, after = first.need, _need(first, record)
    if after is None or after == before:
        return first, cover
    command = FollowCover(
        first_response=first.deadline,
        before=before,
        after=after,
        at=record.recorded_at,
        let_go=isinstance(record.data, CaseReleased),
    )
    events = follow_cover.decide(command, cover.deadline if cover else None)
    followed = follow(cover, record, events) if events else cover
    return replace(first, need=after), followed


def _need(first: Tracked, record: Recorded) -> CoverNeed | None:
    event = record.data
    # Nobody was there to take what an import brings, long after it happened.
    if isinstance(event, CaseOpened) and event.promise.cover and not record.meta.imported:
        return CoverNeed(priority=event.priority)
    if first.need is not None and isinstance(event, CoverEvent):
        return need_after(first.need, event)
    return first.need
