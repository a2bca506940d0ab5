"""What a page says, before any channel gives it a form."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from careplans.say_length import say_roughly
from events.catalogue.on_call_events import PageReason
from events.catalogue.terms import Plan, Priority
from events.one_line import one_line, quoted

_LONGEST_NAME = 100
_LONGEST_REACH = 200
LONGEST_WHAT = 600
"""Our own words, or those of an engineer who pages somebody by hand."""
_HEADLINES: dict[PageReason, str] = {
    "p1-opened": "needs an engineer now",
    "deadline-warned": "is running out of time",
    "deadline-breached": "missed its first-response target",
    "cover-warned": "has no engineer yet",
    "cover-breached": "has no engineer",
    "next-update-warned": "waits for an update",
    "next-update-breached": "got no update in time",
    "workaround-warned": "waits for a workaround",
    "workaround-breached": "got no workaround in time",
    "resolution-warned": "waits for its solution",
    "resolution-breached": "was not solved in time",
    "clock-blind": "The clock is blind: deadlines are held",
    "drill": "A rehearsal of the paging chain",
    "p1-idle": "was left alone",
    "by-hand": "needs you: somebody asks for you",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What a page is about.

    `customer` is a name if one is known, else an id; `what` is what happened, in words.

    `case_subject` is in the customer's words, as they were written: whatever shows it, shows
    `customers_words`. `note` says why it rings again. `reach`: whom to call about a P1, as somebody
    named them; whatever shows it, shows `reach_in_words`.
    """

    page_id: str
    reason: PageReason
    drill: bool
    case_id: str | None
    number: str | None
    customer_id: str | None
    customer: str | None
    plan: Plan | None
    priority: Priority | None
    due_at: datetime | None
    raised_at: datetime
    what: str
    case_subject: str | None = None
    note: str | None = None
    reach: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedPage:
    """Another page that a message carries, with the link of its own."""

    title: str
    acknowledge_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMessage:
    """One message for one engineer.

    `attempt_key` is the dedup key at the provider; `also` are pages that it carries.

    `outdated`: what happened meanwhile could not be read. `known_until` says up to when it was, if
    ever.
    """

    attempt_key: str
    facts: PageFacts
    engineer_id: str
    step: int
    round: int
    now: datetime
    acknowledge_url: str
    also: tuple[CarriedPage, ...] = ()
    outdated: bool = False
    known_until: datetime | None = None


def title_of(facts: PageFacts) -> str:
    """Return one line, such as `P1 CS0001042 of Lakeside Health needs an engineer now`.

    A drill says so first.
    """
    drill = "DRILL: " if facts.drill and facts.reason != "drill" else ""
    if facts.number is None:
        return f"{drill}{'DRILL: ' if facts.reason == 'drill' else ''}{_HEADLINES[facts.reason]}"
    customer = one_line(facts.customer or "", _LONGEST_NAME)
    return f"{drill}{facts.priority} {facts.number} of {customer} {_HEADLINES[facts.reason]}"


def customers_words(facts: PageFacts) -> str | None:
    """Return the case's subject as one line, or None.

    What a P1 was opened with is its subject.
    """
    subject = facts.case_subject or (facts.what if facts.reason == "p1-opened" else None)
    return None if subject is None else one_line(subject)


def reach_in_words(facts: PageFacts) -> str | None:
    """Return whom to call at the customer, as one line, or None (CP-27)."""
    return None if facts.reach is None else one_line(facts.reach, _LONGEST_REACH)


def what_happened(facts: PageFacts) -> str | None:
    """Return what happened, as one line; None if it is only the customer's words."""
    what, words = one_line(facts.what, LONGEST_WHAT), customers_words(facts)
    return None if one_line(facts.what) == words else what


def minutes_left(due_at: datetime | None, now: datetime) -> int | None:
    """Return whole minutes by the wall clock until it is due, rounded down.

    Nights and holidays are among them, though no target in working hours counts them.
    Negative once it has passed; None if nothing is due.
    """
    return None if due_at is None else _whole_minutes(due_at - now)


def due_in_words(due_at: datetime | None, now: datetime) -> str | None:
    """Return `2026-03-01 10:00 UTC (in 59 minutes)`, or None if nothing is due."""
    if due_at is None:
        return None
    left = _whole_minutes(due_at - now)
    length = say_roughly(timedelta(minutes=abs(left)))
    how = f"in {length}" if left >= 0 else f"{length} ago"
    return f"{due_at:%Y-%m-%d %H:%M} UTC ({how})"


def _whole_minutes(span: timedelta) -> int:
    return span // timedelta(minutes=1)


def lines_of(message: PageMessage) -> list[str]:
    """Return the message as plain lines of text, most important first.

    No line can be forged by somebody else's text; the channel adds the links.
    """
    facts = message.facts
    what, words = what_happened(facts), customers_words(facts)
    due = due_in_words(facts.due_at, message.now)
    lines = [
        title_of(facts),
        *([one_line(facts.note)] if facts.note else []),
        *([what] if what else []),
    ]
    lines += [warning] if (warning := outdated_in_words(message)) else []
    lines += [f"In the customer's words: {quoted(words)}"] if words else []
    lines += [f"Reach {reach}"] if (reach := reach_in_words(facts)) else []
    lines += [f"Due: {due}"] if due else []
    return [*lines, *([f"Plan: {facts.plan}"] if facts.plan else [])]


def outdated_in_words(message: PageMessage) -> str | None:
    """Return `This may be out of date: ...`; None if the log was read far enough."""
    if not message.outdated:
        return None
    known = message.known_until
    up_to = f"nothing since {known:%Y-%m-%d %H:%M} UTC" if known else "nothing of the last while"
    return f"This may be out of date: {up_to} could be read. Perhaps somebody has answered."
