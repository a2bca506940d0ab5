"""What happens to a deadline when something happens to its case.

Other events change no deadline.
"""

from events.catalogue import case_events as case
from sla_clock.reactions.on_event import Reactions, on, on_recorded
from sla_clock.reactions.when_case_ended_cancel_deadline import when_case_closed, when_case_excluded
from sla_clock.reactions.when_case_included_reinstate_deadline import when_case_included
from sla_clock.reactions.when_case_opened_set_deadlines import when_case_opened
from sla_clock.reactions.when_case_responded_meet_deadline import when_case_responded
from sla_clock.reactions.when_case_solved_meet_deadline import (
    when_case_resolved,
    when_workaround_provided,
)
from sla_clock.reactions.when_contact_unreachable_excuse_deadline import (
    when_contact_reachable,
    when_contact_unreachable,
)
from sla_clock.reactions.when_information_requested_pause_deadline import (
    when_information_provided,
    when_information_requested,
)
from sla_clock.reactions.when_priority_changed_move_deadline import when_priority_changed

REACTIONS: Reactions = dict(
    (
        on(case.CaseOpened, when_case_opened),
        on_recorded(case.CaseResponded, when_case_responded),
        on_recorded(case.WorkaroundProvided, when_workaround_provided),
        on_recorded(case.CaseResolved, when_case_resolved),
        on(case.InformationRequested, when_information_requested),
        on(case.InformationProvided, when_information_provided),
        on(case.ContactUnreachable, when_contact_unreachable),
        on(case.ContactReachable, when_contact_reachable),
        on(case.CasePriorityChanged, when_priority_changed),
        on(case.CaseExcluded, when_case_excluded),
        on(case.CaseIncluded, when_case_included),
        on(case.CaseClosed, when_case_closed),
    )
)
