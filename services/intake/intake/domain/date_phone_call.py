"""Keeps when a call came that was logged later, and why (CP-16). The hour runs from the logging."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import Channel, MessageText, PhoneCallDated
from intake.domain.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTime:
    """When somebody told it by telephone; `reason` is why it was logged late."""

    told_at: datetime
    reason: str | None


def check_call_time(called: CallTime | None, channel: Channel, now: datetime) -> None:
    """Raise Invalid (`told-at-is-for-calls`, `told-in-the-future`, `reason-required`)."""
    if called is None:
        return
    if channel != "phone":
        raise Invalid("told-at-is-for-calls", "told_at is for what was told by telephone")
    if called.told_at > now:
        raise Invalid("told-in-the-future", "the call lies in the future")
    if called.told_at < now and called.reason is None:
        raise Invalid("reason-required", "a call that came before it was logged needs a reason")


def phone_call_dated(called: CallTime | None, case_id: str, caller_id: str) -> list[PhoneCallDated]:
    """Return the event, if the call came before it was logged."""
    if called is None or called.reason is None:
        return []
    words = MessageText(text=called.reason)
    return [
        PhoneCallDated(case_id=case_id, caller_id=caller_id, told_at=called.told_at, personal=words)
    ]
