"""Keeps in mind what of a case decides about paging, and finds in a run of events what is wanted and what is no longer needed."""

from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace

from events.catalogue.case_events import (
    CaseClosed,
    CaseExcluded,
    CaseOpened,
    CasePriorityChanged,
    CaseReopened,
    CaseResolved,
    CaseResponded,
    LikelyTwinMarked,
    WorkaroundProvided,
)
from events.event import Event, Recorded
from notifier.domain.page_on_call import PageWanted, WatchedCase, p1_due_s, page_wanted
from notifier.domain.resolve_page import WRITTEN, Relief, relief_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a run of events asks for: pages that are wanted at its end, and what it relieved on the way, in order."""

    wanted: tuple[PageWanted, ...]
    reliefs: tuple[Relief, ...]


def look_through(
    events: Sequence[Recorded],
    cases: MutableMapping[str, WatchedCase],
    waiting: Sequence[PageWanted],
) -> Findings:
    """Go through the events in order, keeping `cases` up to date; `waiting` are pages wanted before that were not raised yet.

    Imported events relieve nothing: no page ever came of them.
    """
    wanted, reliefs = list(waiting), []
    for recorded in events:
        if (relief := relief_of(recorded.data)) and not recorded.meta.imported:
            wanted = _still_wanted(wanted, relief)
            reliefs.append(relief)
        if isinstance(recorded.data, LikelyTwinMarked):
            wanted = [_as_twin(page, recorded.data, cases) for page in wanted]
        case_id = case_id_of(recorded.data)
        before = cases.get(case_id) if case_id else None
        if page := page_wanted(recorded, before):
            wanted.append(page)
        if case_id and (after := case_after(before, recorded.data)):
            cases[case_id] = _written(after, recorded)
    return Findings(wanted=tuple(wanted), reliefs=tuple(reliefs))


def case_after(case: WatchedCase | None, event: Event) -> WatchedCase | None:
    """What is remembered of a case after an event."""
    match event:
        case CaseOpened():
            return _opened(event)
        case CasePriorityChanged(new=new) if case is not None:
            return replace(case, priority=new)
        case CaseResponded() if case is not None:
            return replace(case, needs_answer=False)
        case WorkaroundProvided() if case is not None:
            return replace(case, needs_answer=False, has_workaround=True)
        case CaseResolved() | CaseClosed() | CaseExcluded() if case is not None:
            return replace(case, needs_answer=False, is_over=True)
        case CaseReopened() if case is not None:
            return replace(case, is_over=False, has_workaround=False)
        case _:
            return case


def case_id_of(event: Event) -> str | None:
    """The case that an event is about, if it is about one."""
    case_id = getattr(event, "case_id", None)
    return case_id if isinstance(case_id, str) else None


def is_needed(page: PageWanted, case: WatchedCase | None) -> bool:
    """Whether a page still has its reason: one about a deadline has none once the case was answered or is over."""
    return page.reason == "p1-opened" or case is None or case.needs_answer


def _as_twin(
    page: PageWanted, mark: LikelyTwinMarked, cases: Mapping[str, WatchedCase]
) -> PageWanted:
    """A likely twin pages all the same, and says so: who comes first looks at both (CP-16)."""
    if (page.case_id, page.reason) != (mark.case_id, "p1-opened"):
        return page
    twin = cases.get(mark.twin_id)
    return replace(
        page, what=f"likely about the same trouble as {twin.number if twin else 'another open P1'}"
    )


def _written(case: WatchedCase, recorded: Recorded) -> WatchedCase:
    """A case that is opened or reopened counts as written in, too."""
    writes = isinstance(recorded.data, (*WRITTEN, CaseOpened, CaseReopened))
    return replace(case, written_at=recorded.recorded_at) if writes else case


def _still_wanted(wanted: Iterable[PageWanted], relief: Relief) -> list[PageWanted]:
    return [
        page
        for page in wanted
        if page.case_id != relief.case_id or page.reason not in relief.reasons
    ]


def _opened(event: CaseOpened) -> WatchedCase:
    return WatchedCase(
        case_id=event.case_id,
        number=event.number,
        customer_id=event.customer_id,
        plan=event.promise.plan,
        priority=event.priority,
        area=event.area,
        needs_answer=True,
        subject=event.personal.subject,
        p1_due_s=p1_due_s(event.promise),
    )
