"""Applies the reaction table to a batch, and collects the pages and reliefs it asks for."""

from collections.abc import Iterable, MutableMapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from events.catalogue.on_call_events import PageReason
from events.event import Event, Recorded
from notifier.domain.page_on_call import Due, PageWanted, WatchedCase
from notifier.domain.resolve_page import ABOUT_COVER, ABOUT_GOALS, Relief
from notifier.reactions.page_reaction import PageReaction
from notifier.reactions.reactions_table import REACTIONS

_NO_REACTION: PageReaction[Event] = PageReaction()


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Pages that are wanted after a batch, and what it relieved on the way, in order."""

    wanted: tuple[PageWanted, ...]
    reliefs: tuple[Relief, ...]


def look_through(
    events: Sequence[Recorded],
    cases: MutableMapping[str, WatchedCase],
    waiting: Sequence[PageWanted],
) -> Findings:
    """Go through the events in order, and keep `cases` up to date.

    `waiting` are pages that earlier batches wanted and that were not raised yet. Imported events
    ask for no page and relieve none: no page ever came of them.
    """
    wanted, reliefs = list(waiting), []
    for recorded in events:
        event, case_id = recorded.data, case_id_of(recorded.data)
        if (relief := relief_of(event)) and not recorded.meta.imported:
            # A relief counts for the pages wanted before it; the event itself may want a new one.
            wanted = _still_wanted(wanted, relief.case_id, relief.reasons)
            reliefs.append(relief)
        if case_id and (replaces := _reaction(event).replaces):
            wanted = _still_wanted(wanted, case_id, replaces(event))
        if amend := _reaction(event).amend:
            wanted = [amend(page, event, cases) for page in wanted]
        # The page is decided on the case as it was before the event.
        before = cases.get(case_id) if case_id else None
        if page := page_wanted(recorded, before):
            wanted.append(page)
        if case_id and (after := case_after(before, event)):
            cases[case_id] = _written(after, recorded)
    return Findings(wanted=tuple(wanted), reliefs=tuple(reliefs))


def page_wanted(recorded: Recorded, case: WatchedCase | None) -> PageWanted | None:
    """Return the page that an event asks for, if any; `case` is as it was before the event."""
    page = _reaction(recorded.data).page
    return page(recorded, recorded.data, case) if page and not recorded.meta.imported else None


def relief_of(event: Event) -> Relief | None:
    """Return which pages an event makes needless, if any."""
    relieve = _reaction(event).relieve
    return relieve(event) if relieve else None


def case_after(case: WatchedCase | None, event: Event) -> WatchedCase | None:
    """Return what the notifier remembers of a case after an event."""
    reaction = _reaction(event)
    if reaction.start:
        return reaction.start(event)
    return reaction.remember(case, event) if reaction.remember and case else case


def case_id_of(event: Event) -> str | None:
    """Return the case that an event is about, if it is about one."""
    case_id = getattr(event, "case_id", None)
    return case_id if isinstance(case_id, str) else None


def case_ids_of(events: Iterable[Recorded]) -> set[str]:
    """Return the cases that these events are about or mention."""
    ids = {case_id for recorded in events if (case_id := case_id_of(recorded.data))}
    return ids | {
        other_case(recorded.data)
        for recorded in events
        if (other_case := _reaction(recorded.data).other_case)
    }


def due_times_of(events: Iterable[Recorded]) -> dict[str, Due]:
    """Return when the first answer of each case is due, by the last event that says so."""
    dues: dict[str, Due] = {}
    for recorded in events:
        read_due, case_id = _reaction(recorded.data).due, case_id_of(recorded.data)
        due = read_due(recorded.data) if read_due else None
        if due is None or case_id is None:
            continue
        before = dues.get(case_id)
        # Of a clock that came to stand in this batch, a later move says nothing.
        if before is None or not due.only_if_known:
            dues[case_id] = due
        elif before.at is not None:
            dues[case_id] = replace(before, at=due.at)
    return dues


def missed_covers_of(events: Iterable[Recorded]) -> dict[str, UUID | None]:
    """Return by which breach each case has been without an engineer for too long, by the last word
    on each; None: it has one, or needs none."""
    missed = dict[str, UUID | None]()
    for recorded in events:
        read, case_id = _reaction(recorded.data).cover_missed, case_id_of(recorded.data)
        is_missed = read(recorded.data) if read else None
        if case_id is not None and is_missed is not None:
            missed[case_id] = recorded.event_id if is_missed else None
    return missed


def customer_names_of(events: Iterable[Recorded]) -> dict[str, str]:
    """Return the customers' names in these events, by id."""
    return dict(
        customer(recorded.data)
        for recorded in events
        if (customer := _reaction(recorded.data).customer)
    )


def is_needed(page: PageWanted, case: WatchedCase | None) -> bool:
    """Tell whether a page still has its reason; one about an answer needs an unanswered case."""
    if page.reason == "p1-opened" or case is None:
        return True
    if page.reason in ABOUT_GOALS:
        return not case.is_over
    return case.needs_cover if page.reason in ABOUT_COVER else case.needs_answer


def _reaction(event: Event) -> PageReaction[Event]:
    return REACTIONS.get(type(event), _NO_REACTION)


def _written(case: WatchedCase, recorded: Recorded) -> WatchedCase:
    reaction = _reaction(recorded.data)
    after = reaction.wrote(case, recorded, recorded.data) if reaction.wrote else case
    return replace(after, written_at=recorded.recorded_at) if reaction.writes else after


def _still_wanted(
    wanted: Iterable[PageWanted], case_id: str, ended: frozenset[PageReason]
) -> list[PageWanted]:
    return [page for page in wanted if page.case_id != case_id or page.reason not in ended]
