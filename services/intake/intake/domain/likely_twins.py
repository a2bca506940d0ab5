"""Finds the open P1s of a customer that are likely about the trouble reported now (CP-16)."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from events.catalogue.case_events import Channel
from intake.domain.errors import Conflicting

MOST_TWINS = 3
AT_ONCE: Final = timedelta(minutes=2)
"""Two people who see the same outage log it in words of their own, within so long."""

TwinReason = Literal["told-by-telephone", "same-subject", "named-by-support", "told-at-once"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenP1:
    """A P1 that support works on, without a workaround so far."""

    case_id: str
    number: str
    subject: str
    channel: Channel
    opened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LikelyTwin:
    """The case that a new one likely repeats, and the reason to think so."""

    case_id: str
    because: TwinReason


class LikelyTheSame(Conflicting):
    """A call is about a P1 that may be one of `candidates`.

    The engineer says which one it is, or that it is none of them.
    """

    def __init__(self, candidates: Sequence[OpenP1]) -> None:
        super().__init__(
            "likely-the-same",
            "the customer has an open P1 that this call may be about: send it again with that"
            " case's id as same_as, or with same_as none (or the ids in not_same_as) for"
            " a new case",
        )
        self.candidates = tuple(candidates)

    def without_subjects(self) -> "LikelyTheSame":
        """Return the same refusal for a caller who reads nothing that a person wrote."""
        return LikelyTheSame([replace(p1, subject="") for p1 in self.candidates])


def may_be_the_same(open_p1s: Sequence[OpenP1], ruled_out: AbstractSet[str]) -> tuple[OpenP1, ...]:
    """Return the P1s that a call may be about, oldest first: all but those ruled out."""
    return tuple(p1 for p1 in open_p1s if p1.case_id not in ruled_out)


def likely_twins(subject: str, now: datetime, open_p1s: Sequence[OpenP1]) -> tuple[LikelyTwin, ...]:
    """Return the P1s that one logged online at `now` likely repeats.

    They are those logged by telephone, those with the same subject, and those logged at the same
    time. Of many, as when a monitoring tool repeats itself, the first few: those are the ones that
    are worked on.
    """
    twins = [
        LikelyTwin(case_id=p1.case_id, because=because)
        for p1 in open_p1s
        if (because := _reason(subject, now, p1)) is not None
    ]
    # What speaks for the last ones is their time alone.
    twins.sort(key=lambda twin: twin.because == "told-at-once")
    return tuple(twins[:MOST_TWINS])


def _reason(subject: str, now: datetime, p1: OpenP1) -> TwinReason | None:
    # An engineer wrote down the caller's words in their own, so subjects need not agree.
    if p1.channel == "phone":
        return "told-by-telephone"
    if _plain(p1.subject) == _plain(subject):
        return "same-subject"
    return "told-at-once" if now - p1.opened_at <= AT_ONCE else None


def _plain(subject: str) -> str:
    """Return the letters and digits of a subject, in lower case, its words apart by a blank."""
    words = "".join(letter if letter.isalnum() else " " for letter in subject.casefold())
    # Of signs alone nothing would be left, and all such subjects would be alike.
    return " ".join(words.split()) or subject
