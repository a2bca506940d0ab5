"""When somebody wrote in a case: it is no longer left alone, so a page about that ends (CP-26)."""

from events.catalogue.case_events import (
    CaseCommented,
    CaseFileAdded,
    CaseHandedOver,
    CaseNoted,
    InformationProvided,
    InformationRequested,
)
from notifier.domain.resolve_page import ABOUT_IDLE_CASE, Relief
from notifier.reactions.page_reaction import PageReaction

Writing = (
    CaseCommented
    | CaseFileAdded
    | CaseNoted
    | CaseHandedOver
    | InformationRequested
    | InformationProvided
)


def _relieve(event: Writing) -> Relief:
    return Relief(case_id=event.case_id, why="something-written", reasons=ABOUT_IDLE_CASE)


SOMETHING_WRITTEN: PageReaction[Writing] = PageReaction(relieve=_relieve, writes=True)
