"""When a case was opened: a P1 pages, and the case is remembered."""

from dataclasses import replace

from events.catalogue.case_events import CaseOpened
from events.event import Recorded
from notifier.domain.page_on_call import PageWanted, WatchedCase, p1_due_s, page_for_opened_p1
from notifier.reactions.page_reaction import PageReaction


def _page(recorded: Recorded, event: CaseOpened, _case: WatchedCase | None) -> PageWanted | None:
    return page_for_opened_p1(recorded, event) if event.priority == "P1" else None


def _start(event: CaseOpened) -> WatchedCase:
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
        reporter_id=event.reporter_id,
    )


def _wrote(case: WatchedCase, recorded: Recorded, _event: CaseOpened) -> WatchedCase:
    return replace(case, opened_at=recorded.recorded_at)


CASE_OPENED: PageReaction[CaseOpened] = PageReaction(
    page=_page, start=_start, wrote=_wrote, writes=True
)
