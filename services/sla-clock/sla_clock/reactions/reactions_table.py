"""What happens to a case's first response when something happens to the case.

What happens to its cover is in `when_cover_changes.py`, to further goals in
`when_goals_change.py`. Other events change no deadline.
"""

from typing import Final, get_args

from events.catalogue import case_events as case
from events.event import Event
from sla_clock.domain.cover_need import CoverEvent
from sla_clock.domain.goal_need import GoalEvent
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

FOLLOWED: Final[frozenset[type[Event]]] = frozenset(
    {*REACTIONS, *get_args(CoverEvent), *get_args(GoalEvent)}
)
"""The events that change a deadline of their case, or what cover (CP-26) or a further goal needs.
"""
