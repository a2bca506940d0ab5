"""What happens when X happens: every event of intake and sla-clock that the notifier reacts to.

An event without a row changes nothing. How a page is raised or resolved is in `apply_findings.py`.
"""

from collections.abc import Mapping
from typing import Final

from events.catalogue.case_events import (
    CaseAssigned,
    CaseClosed,
    CaseCommented,
    CaseExcluded,
    CaseFileAdded,
    CaseHandedOver,
    CaseIncluded,
    CaseNoted,
    CaseOpened,
    CasePriorityChanged,
    CaseReopened,
    CaseResolved,
    CaseResponded,
    InformationProvided,
    InformationRequested,
    LikelyTwinMarked,
    ReachNamed,
    WorkaroundProvided,
)
from events.catalogue.customer_events import CustomerCorrected, CustomerRegistered
from events.catalogue.deadline_events import (
    DeadlineAnsweredLate,
    DeadlineBreached,
    DeadlineBreachWithdrawn,
    DeadlineCancelled,
    DeadlineFollowedCalendar,
    DeadlineMet,
    DeadlineMoved,
    DeadlinePaused,
    DeadlineReinstated,
    DeadlineResumed,
    DeadlineStarted,
    DeadlineWarned,
)
from events.event import Event
from notifier.reactions.page_reaction import PageReaction, on
from notifier.reactions.when_case_answered import CASE_RESPONDED, WORKAROUND_PROVIDED
from notifier.reactions.when_case_included import CASE_INCLUDED
from notifier.reactions.when_case_opened import CASE_OPENED
from notifier.reactions.when_case_over import CASE_CLOSED, CASE_EXCLUDED, CASE_RESOLVED
from notifier.reactions.when_case_reopened import CASE_REOPENED
from notifier.reactions.when_customer_registered import CUSTOMER_CORRECTED, CUSTOMER_REGISTERED
from notifier.reactions.when_deadline_missed import DEADLINE_BREACHED, DEADLINE_WARNED
from notifier.reactions.when_deadline_moved import (
    DEADLINE_FOLLOWED_CALENDAR,
    DEADLINE_MOVED,
    DEADLINE_PAUSED,
    DEADLINE_RESUMED,
    DEADLINE_STARTED,
)
from notifier.reactions.when_deadline_over import (
    BREACH_WITHDRAWN,
    DEADLINE_ANSWERED,
    DEADLINE_CANCELLED,
)
from notifier.reactions.when_engineer_has_case import CASE_ASSIGNED, HANDED_OVER
from notifier.reactions.when_likely_twin_marked import LIKELY_TWIN_MARKED
from notifier.reactions.when_priority_changed import PRIORITY_CHANGED
from notifier.reactions.when_reach_named import REACH_NAMED
from notifier.reactions.when_something_written import SOMETHING_WRITTEN

REACTIONS: Final[Mapping[type[Event], PageReaction[Event]]] = dict(
    [
        # intake
        on(CaseOpened, CASE_OPENED),
        on(CasePriorityChanged, PRIORITY_CHANGED),
        on(CaseReopened, CASE_REOPENED),
        on(LikelyTwinMarked, LIKELY_TWIN_MARKED),
        on(ReachNamed, REACH_NAMED),
        on(CaseResponded, CASE_RESPONDED),
        on(WorkaroundProvided, WORKAROUND_PROVIDED),
        on(CaseResolved, CASE_RESOLVED),
        on(CaseClosed, CASE_CLOSED),
        on(CaseExcluded, CASE_EXCLUDED),
        on(CaseIncluded, CASE_INCLUDED),
        on(CaseCommented, SOMETHING_WRITTEN),
        on(CaseFileAdded, SOMETHING_WRITTEN),
        on(CaseNoted, SOMETHING_WRITTEN),
        on(CaseHandedOver, HANDED_OVER),
        on(CaseAssigned, CASE_ASSIGNED),
        on(InformationRequested, SOMETHING_WRITTEN),
        on(InformationProvided, SOMETHING_WRITTEN),
        on(CustomerRegistered, CUSTOMER_REGISTERED),
        on(CustomerCorrected, CUSTOMER_CORRECTED),
        # sla-clock
        on(DeadlineStarted, DEADLINE_STARTED),
        on(DeadlineMoved, DEADLINE_MOVED),
        on(DeadlineFollowedCalendar, DEADLINE_FOLLOWED_CALENDAR),
        on(DeadlinePaused, DEADLINE_PAUSED),
        on(DeadlineResumed, DEADLINE_RESUMED),
        on(DeadlineReinstated, DEADLINE_STARTED),
        on(DeadlineWarned, DEADLINE_WARNED),
        on(DeadlineBreached, DEADLINE_BREACHED),
        on(DeadlineMet, DEADLINE_ANSWERED),
        on(DeadlineAnsweredLate, DEADLINE_ANSWERED),
        on(DeadlineBreachWithdrawn, BREACH_WITHDRAWN),
        on(DeadlineCancelled, DEADLINE_CANCELLED),
    ]
)
