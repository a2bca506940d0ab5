"""Facts about which engineers are certified for the cases of a plan with a desk of its own (CP-21).
Owned by intake: certifications in one stream, the other in the stream of the case."""

from events.catalogue.case_events import MessageText
from events.catalogue.customer_events import Reason
from events.catalogue.terms import Instant, Plan
from events.event import Event


class EngineersCertified(Event, frozen=True, kw_only=True):
    """These engineers are the plan's desk from now on, and no others (CP-21).

    All of them, not those who are new; none: cases of the plan go to anybody. `personal`: why, in
    the words of whoever certified them.
    """

    plan: Plan
    engineer_ids: tuple[str, ...]
    certified_at: Instant
    certified_by: str
    personal: Reason


class GivenToUncertified(Event, frozen=True, kw_only=True):
    """The case was given to an engineer who is not certified for its plan (CP-21); why is for
    support only."""

    case_id: str
    engineer_id: str
    plan: Plan
    personal: MessageText
