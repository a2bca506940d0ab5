"""What happens when X happens to a case: the whole table. Events that stand on no line move no clock."""

from collections.abc import Callable, Mapping, Sequence

from events.catalogue import case_events as case
from events.event import Event, Recorded
from sla_clock.domain.deadline import Deadline, DeadlineEvent
from sla_clock.reactions.when_case_ended_cancel_deadline import when_case_closed, when_case_excluded
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

React = Callable[[Recorded, Deadline | None], Sequence[DeadlineEvent]]

REACTIONS: Mapping[type[Event], React] = {
    case.CaseOpened: when_case_opened,
    case.CaseResponded: when_case_responded,
    case.WorkaroundProvided: when_workaround_provided,
    case.CaseResolved: when_case_resolved,
    case.InformationRequested: when_information_requested,
    case.InformationProvided: when_information_provided,
    case.ContactUnreachable: when_contact_unreachable,
    case.ContactReachable: when_contact_reachable,
    case.CasePriorityChanged: when_priority_changed,
    case.CaseExcluded: when_case_excluded,
    case.CaseClosed: when_case_closed,
}
