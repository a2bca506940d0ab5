"""Which open P1s of a customer are likely about the trouble that is told now (CP-16)."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from events.catalogue.case_events import Channel
from intake.domain.errors import Conflicting

MOST_TWINS = 3
Because = Literal["told-by-telephone", "same-subject", "named-by-support"]


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
    """The case that a new one likely repeats, and why we think so."""

    case_id: str
    because: Because


class LikelyTheSame(Conflicting):
    """A call tells of a P1 that may be one of `candidates`: the engineer says which one, or that it
    is none of them.
    """

    def __init__(self, candidates: Sequence[OpenP1]) -> None:
        super().__init__(
            "likely-the-same",
            "the customer has an open P1 that this call may be about: send it again with that case's id as same_as, "
            "or with same_as none (or the ids in not_same_as) for a new case",
        )
        self.candidates = tuple(candidates)

    def without_subjects(self) -> "LikelyTheSame":
        """The same for an asker who reads nothing that a person wrote."""
        return LikelyTheSame([replace(p1, subject="") for p1 in self.candidates])


def may_be_the_same(open_p1s: Sequence[OpenP1], ruled_out: AbstractSet[str]) -> tuple[OpenP1, ...]:
    """The P1s that a call may be about, oldest first: all but those of which the engineer said that
    it is not.
    """
    return tuple(p1 for p1 in open_p1s if p1.case_id not in ruled_out)


def likely_twins(subject: str, open_p1s: Sequence[OpenP1]) -> tuple[LikelyTwin, ...]:
    """The P1s that one logged online likely repeats: what was told by telephone, and what has the
    same subject.

    Of many, as when a monitoring tool repeats itself, the first few: those are the ones that are
    worked on.
    """
    found = tuple(
        LikelyTwin(case_id=p1.case_id, because=because)
        for p1 in open_p1s
        if (because := _because(subject, p1)) is not None
    )
    return found[:MOST_TWINS]


def _because(subject: str, p1: OpenP1) -> Because | None:
    if p1.channel == "phone":
        return "told-by-telephone"
    return "same-subject" if _plain(p1.subject) == _plain(subject) else None


def _plain(subject: str) -> str:
    """The letters and digits of a subject, whatever their case and whatever stands between them."""
    words = "".join(letter if letter.isalnum() else " " for letter in subject.casefold())
    return " ".join(words.split()) or subject
