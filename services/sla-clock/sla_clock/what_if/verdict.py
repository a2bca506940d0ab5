"""What a what-if says of one case."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from events.catalogue.terms import CalendarRef, Priority

Verdict = Literal["open", "met", "breached", "withdrawn", "excluded", "closed"]
"""`withdrawn`: breached, but a claim of an answer in time was accepted (CP-27c). `excluded`,
`closed`: dropped, since the case left the entitlement (CP-18) or was closed unanswered."""
VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The verdict about a first response, and when it was due; None while the clock stands.

    `priority` is the case's when the verdict came, or now. `followed`: the later version of the
    calendar that it counted by in the end (CP-25); None: by that of its promise.
    """

    verdict: Verdict
    priority: Priority
    due_at: datetime | None
    followed: CalendarRef | None = None
