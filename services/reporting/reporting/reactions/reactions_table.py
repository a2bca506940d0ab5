"""What happens when X happens: every event that exists, and the row that it changes here.

Every event is in one of two tables: `REACTIONS`, or `IGNORED` with the reason. Nothing but rows is
changed. The functions that are named are in `projections/project_*.py`.
"""

from collections.abc import Mapping
from typing import Final

from events.catalogue import api_key_events as api_key
from events.catalogue import care_events as care
from events.catalogue import case_events as case
from events.catalogue import certification_events as certification
from events.catalogue import clock_events as clock
from events.catalogue import continuity_events as continuity
from events.catalogue import customer_events as customer
from events.catalogue import deadline_events as deadline
from events.catalogue import on_call_events as on_call
from events.catalogue import page_events as page
from events.catalogue import service_events as service
from events.catalogue import support_events as support
from events.catalogue import webhook_events as webhook
from events.event import Event
from reporting.adapters.history_table import (
    CASE_HISTORY,
    CUSTOMER_HISTORY,
    DEADLINE_HISTORY,
    PAGE_HISTORY,
)
from reporting.projections import project_account as account
from reporting.projections import project_cases as cases
from reporting.projections import project_customers as customers
from reporting.projections import project_deadlines as deadlines
from reporting.projections import project_pages as pages
from reporting.projections import project_reach as reach
from reporting.projections.project_deadlines import once_judged, unless_judged
from reporting.projections.project_subjects import (
    engineer_erased,
    late_reason_of,
    subject_of,
    user_erased,
)
from reporting.reactions.row_reaction import RowReaction, Rows, on, on_account

CASES: Final = Rows(CASE_HISTORY, cases.key_of)
CUSTOMERS: Final = Rows(CUSTOMER_HISTORY, customers.key_of)
DEADLINES: Final = Rows(DEADLINE_HISTORY, deadlines.key_of)
PAGES: Final = Rows(PAGE_HISTORY, pages.key_of)

REACTIONS: Final[Mapping[type[Event], RowReaction[Event]]] = dict(
    [
        # intake
        on(case.CaseOpened, CASES.begun_by(cases.case_opened), subject=subject_of),
        on(case.CaseResponded, CASES.changed_by(cases.case_responded)),
        on(case.CaseAssigned, CASES.changed_by(cases.case_assigned)),
        on(case.CaseHandedOver, CASES.changed_by(cases.case_handed_over)),
        on(case.CaseReleased, CASES.changed_when_by(cases.case_released)),
        on(case.ReachNamed, people=reach.reach_named),
        on(
            case.ContactUnreachable,
            CASES.changed_by(cases.contact_unreachable),
            people=reach.nobody_reached,
        ),
        on(case.ContactReachable, CASES.changed_by(cases.contact_reachable)),
        on(case.CaseEscalated, CASES.changed_by(cases.case_escalated)),
        on(case.CasePriorityChanged, CASES.changed_by(cases.priority_changed)),
        on(case.InformationRequested, CASES.changed_by(cases.information_requested)),
        on(case.InformationProvided, CASES.changed_by(cases.information_provided)),
        on(case.WorkaroundProvided, CASES.changed_by(cases.workaround_provided)),
        on(case.CaseResolved, CASES.changed_by(cases.case_resolved)),
        on(case.CaseReopened, CASES.changed_by(cases.case_reopened)),
        on(case.CaseClosed, CASES.changed_by(cases.case_closed)),
        on(case.CaseExcluded, CASES.changed_by(cases.case_excluded)),
        on(case.CaseIncluded, CASES.changed_by(cases.case_included)),
        on(customer.CustomerRegistered, CUSTOMERS.begun_by(customers.customer_registered)),
        on(customer.CustomerCorrected, CUSTOMERS.changed_by(customers.customer_corrected)),
        on(customer.EbcChanged, CUSTOMERS.changed_by(customers.ebc_changed)),
        on(customer.TermBought, CUSTOMERS.changed_by(customers.term_bought)),
        on(customer.RenewalNoticeGiven, CUSTOMERS.changed_by(customers.renewal_notice_given)),
        on(customer.FeesFellOverdue, CUSTOMERS.changed_by(customers.fees_fell_overdue)),
        on(customer.FeesPaid, CUSTOMERS.changed_by(customers.fees_paid)),
        on(customer.ExtraSeatsChanged, CUSTOMERS.changed_by(customers.extra_seats_changed)),
        on_account(case.CaseMovedAhead, account.moved_ahead),
        on_account(case.CaseMovedBack, account.moved_back),
        on_account(care.TamNamed, account.tam_named, people=account.tam_known),
        on_account(care.TamCalled, account.tam_called),
        on_account(care.VisitAgreed, account.visit_agreed),
        on_account(care.VisitHeld, account.visit_held),
        on_account(care.VisitCalledOff, account.visit_called_off),
        on_account(care.BenefitUsed, account.benefit_used),
        on_account(care.BenefitUseWithdrawn, account.use_withdrawn),
        on_account(continuity.MaintenanceRecorded, account.maintenance_recorded),
        on_account(continuity.MaintenanceCorrected, account.maintenance_recorded),
        on_account(continuity.MaintenanceWithdrawn, account.maintenance_withdrawn),
        on(customer.UserAdded, people=reach.user_known),
        on(customer.UserCorrected, people=reach.user_known),
        on(customer.UserRemoved, people=reach.user_gone),
        on(customer.PersonalDataErased, erased=user_erased),
        on(customer.ContactAuthorized, liaisons=True),
        on(customer.ContactAuthorizationRevoked, liaisons=True),
        # sla-clock
        on(deadline.DeadlineStarted, DEADLINES.begun_by(deadlines.deadline_started)),
        on(deadline.DeadlineMoved, DEADLINES.changed_by(unless_judged(deadlines.deadline_moved))),
        on(
            deadline.DeadlineFollowedCalendar,
            DEADLINES.changed_by(unless_judged(deadlines.deadline_followed_calendar)),
        ),
        on(deadline.DeadlinePaused, DEADLINES.changed_by(unless_judged(deadlines.deadline_paused))),
        on(
            deadline.DeadlineResumed,
            DEADLINES.changed_by(unless_judged(deadlines.deadline_resumed)),
        ),
        on(deadline.DeadlineWarned, DEADLINES.changed_by(unless_judged(deadlines.deadline_warned))),
        on(deadline.DeadlineMet, DEADLINES.changed_by(unless_judged(deadlines.deadline_met))),
        on(
            deadline.DeadlineBreached,
            DEADLINES.changed_by(unless_judged(deadlines.deadline_breached)),
        ),
        on(
            deadline.DeadlineCancelled,
            DEADLINES.changed_by(unless_judged(deadlines.deadline_cancelled)),
        ),
        # Not by `unless_judged`: it takes the verdict back.
        on(deadline.DeadlineReinstated, DEADLINES.changed_by(deadlines.deadline_reinstated)),
        on(
            deadline.DeadlineAnsweredLate,
            DEADLINES.changed_by(once_judged(deadlines.answered_late)),
            late_reason=late_reason_of,
        ),
        on(deadline.DeadlineBreachWithdrawn, DEADLINES.changed_by(deadlines.breach_withdrawn)),
        # notifier
        on(on_call.EngineerPersonalDataErased, erased=engineer_erased),
        on(page.PageRaised, PAGES.begun_by(pages.page_raised)),
        on(page.PageRouted, PAGES.changed_by(pages.page_routed)),
        on(page.PageRungAgain, PAGES.changed_by(pages.page_rings_again)),
        on(page.PageEscalated, PAGES.changed_by(pages.page_escalated)),
        on(page.PageStepStarted, PAGES.changed_by(pages.step_started)),
        on(page.PageStepSkipped, PAGES.changed_by(pages.step_skipped)),
        on(page.PageAttemptQueued, PAGES.changed_by(pages.attempt_queued)),
        on(page.PageAttemptSent, PAGES.changed_by(pages.attempt_sent)),
        on(page.PageAttemptFailed, PAGES.changed_by(pages.attempt_failed)),
        on(page.PageAttemptUnknown, PAGES.changed_by(pages.attempt_unknown)),
        on(page.PageAttemptDropped, PAGES.changed_by(pages.attempt_dropped)),
        on(page.PageAcknowledged, PAGES.changed_by(pages.page_acknowledged)),
        on(page.PageExhausted, PAGES.changed_by(pages.page_exhausted)),
        on(page.PageResolved, PAGES.changed_by(pages.page_resolved)),
    ]
)

_WORDS = "words of people, which no report holds"
_PEOPLE = "people of a customer, whom no report names"
_SERVICES = "professional services are beyond the plans, which reports are about; intake lists them"
_KEYS = "how machines sign in; no report is about that"
_WEBHOOKS = "what is sent to other systems; no report is about that"
_SIGHT = "what the clock sees now is judged by what reporting itself has read; no figure is of it"
_ON_CALL = "who is on call and how pages go; reports say who was called, by id"

IGNORED: Final[Mapping[type[Event], str]] = {
    # intake
    case.PhoneCallJoined: "one more way into a case that is counted already",
    case.PhoneCallDated: "stands beside the hour, which runs from the logging (CP-16)",
    case.LikelyTwinMarked: "a guess for engineers; each of the two cases is counted",
    case.CaseCommented: _WORDS,
    case.CaseFileAdded: _WORDS,
    case.CaseNoted: _WORDS,
    case.TeamContactRemoved: "takes that one case from a person again",
    case.TeamContactAdded: "gives a person that one case, and reports are read by liaisons only",
    certification.GivenToUncertified: "who has it is told by the hand-over itself",
    certification.EngineersCertified: "who is of a plan's desk, which intake shows; no figure",
    service.EdiTopicNamed: "what was said at the opening; an exclusion is counted by its code",
    service.LikelyNoCaseMarked: "a guess for engineers; what they exclude is counted by its code",
    service.ServiceRequested: _SERVICES,
    service.ServiceRequestMoved: _SERVICES,
    case.CaseReproduced: "a step of the work that no status and no figure shows",
    customer.TrainingCompleted: _PEOPLE,
    customer.TrainingWithdrawn: _PEOPLE,
    support.SupportAccessChanged: "how support is reached, which intake shows; no figure",
    api_key.ApiKeyIssued: _KEYS,
    api_key.ApiKeyUsed: _KEYS,
    api_key.ApiKeyRevoked: _KEYS,
    webhook.WebhookSubscribed: _WEBHOOKS,
    webhook.WebhookChanged: _WEBHOOKS,
    webhook.WebhookPaused: _WEBHOOKS,
    webhook.WebhookResumed: _WEBHOOKS,
    webhook.WebhookDisabled: _WEBHOOKS,
    webhook.WebhookSecretRotated: _WEBHOOKS,
    webhook.WebhookTested: _WEBHOOKS,
    webhook.WebhookReplayRequested: _WEBHOOKS,
    webhook.WebhookUnsubscribed: _WEBHOOKS,
    continuity.MaintenanceWindowSet: "a plan; what was done in a window says so itself",
    # sla-clock
    clock.ClockWentBlind: _SIGHT,
    clock.ClockSeesAgain: _SIGHT,
    # notifier
    page.PageStepFailed: "its messages are counted one by one, by PageAttemptFailed",
    on_call.EngineerDefined: _ON_CALL,
    on_call.ScheduleDefined: _ON_CALL,
    on_call.OverrideAdded: _ON_CALL,
    on_call.OverrideRemoved: _ON_CALL,
    on_call.EscalationPolicyDefined: _ON_CALL,
    on_call.RoutingRuleDefined: _ON_CALL,
    on_call.RoutingRuleRemoved: _ON_CALL,
}
"""Why reporting ignores an event."""
