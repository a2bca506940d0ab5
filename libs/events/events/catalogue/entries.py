"""Every event that exists, who owns it, in which version, and whose key seals it: a plain table."""

from dataclasses import replace

from events.catalogue import api_key_events as api_key
from events.catalogue import care_events as care
from events.catalogue import case_events as case
from events.catalogue import case_upcasts
from events.catalogue import certification_events as certification
from events.catalogue import clock_events as clock
from events.catalogue import continuity_events as continuity
from events.catalogue import customer_events as customer
from events.catalogue import deadline_events as deadline
from events.catalogue import on_call_events as on_call
from events.catalogue import page_events as page
from events.catalogue import paging_upcasts as paging
from events.catalogue import service_events as service
from events.catalogue import support_events as support
from events.catalogue import webhook_events as webhook
from events.catalogue.call_upcasts import without_words
from events.catalogue.entry import Entry, Owner, PersonRule, Upcast
from events.catalogue.older_versions import allow_more, name_first_rules, say_no_more
from events.catalogue.whose_key import (
    author,
    author_or_case,
    holder_or_author,
    receiver,
    staff,
    staff_or_author,
    user,
)
from events.event import Event


def _entry(
    name: str,
    kind: type[Event],
    *,
    version: int = 1,
    upcasts: dict[int, Upcast] | None = None,
    person: PersonRule | None = None,
    words: tuple[str, ...] = (),
    sealed_before: frozenset[int] = frozenset(),
) -> Entry:
    owner: dict[str, Owner] = {"intake": "intake", "sla-clock": "sla-clock", "notifier": "notifier"}
    return Entry(
        name,
        version,
        kind,
        owner[name.partition(".")[0]],
        upcasts or {},
        person,
        words,
        sealed_before,
    )


def _erasure(name: str, kind: type[Event], person: PersonRule) -> Entry:
    return replace(_entry(name, kind), erases=person)


ENTRIES: tuple[Entry, ...] = (
    _entry(
        "intake.customer.registered",
        customer.CustomerRegistered,
        version=2,
        upcasts={1: say_no_more},
    ),
    _entry(
        "intake.customer.term-bought",
        customer.TermBought,
        version=3,
        upcasts={1: say_no_more, 2: say_no_more},
        person=author,
    ),
    _entry(
        "intake.customer.renewal-notice-given",
        customer.RenewalNoticeGiven,
        version=2,
        upcasts={1: say_no_more},
        person=author,
    ),
    _entry("intake.customer.corrected", customer.CustomerCorrected, person=author),
    _entry("intake.customer.ebc-changed", customer.EbcChanged, person=author),
    _entry("intake.customer.extra-seats-changed", customer.ExtraSeatsChanged, person=author),
    _entry("intake.customer.fees-fell-overdue", customer.FeesFellOverdue),
    _entry("intake.customer.fees-paid", customer.FeesPaid),
    _entry("intake.customer.user-added", customer.UserAdded, person=user("user_id")),
    _entry("intake.customer.user-corrected", customer.UserCorrected, person=user("user_id")),
    _entry("intake.customer.user-removed", customer.UserRemoved, person=author),
    _erasure("intake.customer.personal-data-erased", customer.PersonalDataErased, user("user_id")),
    _entry("intake.customer.training-completed", customer.TrainingCompleted),
    _entry("intake.customer.training-withdrawn", customer.TrainingWithdrawn, person=author),
    _entry("intake.customer.contact-authorized", customer.ContactAuthorized),
    _entry("intake.customer.contact-authorization-revoked", customer.ContactAuthorizationRevoked),
    _entry("intake.continuity.window-set", continuity.MaintenanceWindowSet),
    _entry("intake.continuity.maintenance-recorded", continuity.MaintenanceRecorded, person=author),
    _entry(
        "intake.continuity.maintenance-corrected", continuity.MaintenanceCorrected, person=author
    ),
    _entry(
        "intake.continuity.maintenance-withdrawn", continuity.MaintenanceWithdrawn, person=author
    ),
    _entry("intake.care.tam-named", care.TamNamed, person=staff("tam_id")),
    _entry("intake.care.tam-called", care.TamCalled, person=author),
    _entry("intake.care.visit-agreed", care.VisitAgreed, person=author),
    _entry("intake.care.visit-held", care.VisitHeld, person=author),
    _entry("intake.care.visit-called-off", care.VisitCalledOff, person=author),
    _entry("intake.care.benefit-used", care.BenefitUsed),
    _entry("intake.care.benefit-use-withdrawn", care.BenefitUseWithdrawn, person=author),
    _entry("intake.support.access-changed", support.SupportAccessChanged, person=author),
    _entry("intake.plan.engineers-certified", certification.EngineersCertified, person=author),
    _entry("intake.api-key.issued", api_key.ApiKeyIssued, version=2, upcasts={1: say_no_more}),
    _entry("intake.api-key.used", api_key.ApiKeyUsed),
    _entry("intake.api-key.revoked", api_key.ApiKeyRevoked),
    _entry("intake.webhook.subscribed", webhook.WebhookSubscribed, person=receiver),
    _entry("intake.webhook.changed", webhook.WebhookChanged, person=receiver),
    _entry("intake.webhook.paused", webhook.WebhookPaused),
    _entry("intake.webhook.resumed", webhook.WebhookResumed),
    _entry("intake.webhook.disabled", webhook.WebhookDisabled),
    _entry("intake.webhook.secret-rotated", webhook.WebhookSecretRotated),
    _entry("intake.webhook.tested", webhook.WebhookTested),
    _entry("intake.webhook.replay-requested", webhook.WebhookReplayRequested),
    _entry("intake.webhook.unsubscribed", webhook.WebhookUnsubscribed),
    _entry(
        "intake.case.opened",
        case.CaseOpened,
        version=10,
        upcasts={
            1: name_first_rules,
            2: say_no_more,
            4: say_no_more,
            6: say_no_more,
            8: say_no_more,
        },
        person=user("reporter_id"),
        sealed_before=frozenset({3, 5, 7, 9}),
    ),
    _entry(
        "intake.case.phone-call-joined",
        case.PhoneCallJoined,
        version=2,
        upcasts={1: without_words},
        person=user("caller_id"),
    ),
    _entry("intake.case.phone-call-dated", case.PhoneCallDated, person=author),
    _entry("intake.case.reach-named", case.ReachNamed, person=user("user_id")),
    _entry(
        "intake.case.likely-twin-marked",
        case.LikelyTwinMarked,
        version=2,
        upcasts={1: allow_more},
    ),
    _entry("intake.case.responded", case.CaseResponded, person=author, words=("late_reason",)),
    _entry(
        "intake.case.commented",
        case.CaseCommented,
        version=3,
        upcasts={1: say_no_more},
        person=author,
        sealed_before=frozenset({2}),
    ),
    _entry("intake.case.file-added", case.CaseFileAdded, person=author),
    _entry("intake.case.noted", case.CaseNoted, person=author),
    _entry("intake.case.assigned", case.CaseAssigned),
    _entry("intake.case.handed-over", case.CaseHandedOver, person=author),
    _entry("intake.case.released", case.CaseReleased, person=author),
    _entry("intake.case.given-to-uncertified", certification.GivenToUncertified, person=author),
    _entry(
        "intake.case.escalated",
        case.CaseEscalated,
        version=2,
        upcasts={1: case_upcasts.reason_to_personal},
        person=author,
    ),
    _entry(
        "intake.case.priority-changed", case.CasePriorityChanged, person=author, words=("reason",)
    ),
    _entry("intake.case.information-requested", case.InformationRequested, person=author),
    _entry("intake.case.information-provided", case.InformationProvided, person=author),
    _entry(
        "intake.case.contact-unreachable",
        case.ContactUnreachable,
        version=2,
        upcasts={1: say_no_more},
        person=author,
        words=("reason",),
    ),
    _entry("intake.case.contact-reachable", case.ContactReachable),
    _entry("intake.case.team-contact-added", case.TeamContactAdded),
    _entry("intake.case.team-contact-removed", case.TeamContactRemoved, person=author),
    _entry("intake.case.reproduced", case.CaseReproduced),
    _entry("intake.case.moved-ahead", case.CaseMovedAhead, person=author),
    _entry("intake.case.moved-back", case.CaseMovedBack, person=author),
    _entry(
        "intake.case.excluded",
        case.CaseExcluded,
        version=2,
        upcasts={1: case_upcasts.exclusion_to_code},
        person=author,
    ),
    _entry("intake.case.included", case.CaseIncluded, person=author),
    _entry("intake.case.edi-topic-named", service.EdiTopicNamed),
    _entry("intake.case.likely-no-case-marked", service.LikelyNoCaseMarked),
    _entry("intake.case.service-requested", service.ServiceRequested, person=author),
    _entry("intake.case.service-request-moved", service.ServiceRequestMoved, person=author),
    _entry("intake.case.workaround-provided", case.WorkaroundProvided, person=author),
    _entry("intake.case.resolved", case.CaseResolved, person=author),
    _entry(
        "intake.case.reopened",
        case.CaseReopened,
        version=2,
        upcasts={1: case_upcasts.reason_to_personal},
        person=author,
    ),
    _entry("intake.case.closed", case.CaseClosed),
    _entry(
        "sla-clock.deadline.started",
        deadline.DeadlineStarted,
        version=6,
        upcasts={
            1: name_first_rules,
            2: say_no_more,
            3: say_no_more,
            4: say_no_more,
            5: say_no_more,
        },
    ),
    _entry("sla-clock.deadline.moved", deadline.DeadlineMoved, version=2, upcasts={1: allow_more}),
    _entry("sla-clock.deadline.followed-calendar", deadline.DeadlineFollowedCalendar),
    _entry(
        "sla-clock.deadline.paused",
        deadline.DeadlinePaused,
        version=3,
        upcasts={1: allow_more},
        person=staff_or_author("recorded_by"),
        words=("reason",),
        sealed_before=frozenset({2}),
    ),
    _entry(
        "sla-clock.deadline.resumed",
        deadline.DeadlineResumed,
        version=3,
        upcasts={1: say_no_more, 2: allow_more},
    ),
    _entry(
        "sla-clock.deadline.warned",
        deadline.DeadlineWarned,
        version=4,
        upcasts={1: allow_more, 2: say_no_more, 3: allow_more},
    ),
    _entry(
        "sla-clock.deadline.met",
        deadline.DeadlineMet,
        version=3,
        upcasts={1: allow_more, 2: allow_more},
    ),
    _entry(
        "sla-clock.deadline.breached",
        deadline.DeadlineBreached,
        version=4,
        upcasts={1: say_no_more, 2: allow_more, 3: allow_more},
    ),
    _entry(
        "sla-clock.deadline.answered-late",
        deadline.DeadlineAnsweredLate,
        version=6,
        upcasts={1: say_no_more, 2: allow_more, 4: allow_more},
        person=staff_or_author("claimed_by"),
        words=("late_reason",),
        sealed_before=frozenset({3, 5}),
    ),
    _entry(
        "sla-clock.deadline.breach-withdrawn",
        deadline.DeadlineBreachWithdrawn,
        version=3,
        upcasts={1: allow_more},
        person=staff_or_author("accepted_by"),
        sealed_before=frozenset({2}),
    ),
    _entry(
        "sla-clock.deadline.cancelled",
        deadline.DeadlineCancelled,
        version=4,
        upcasts={1: allow_more, 2: say_no_more, 3: allow_more},
    ),
    _entry(
        "sla-clock.deadline.reinstated",
        deadline.DeadlineReinstated,
        version=2,
        upcasts={1: allow_more},
    ),
    _entry("sla-clock.clock.went-blind", clock.ClockWentBlind),
    _entry("sla-clock.clock.sees-again", clock.ClockSeesAgain),
    _entry("notifier.engineer.defined", on_call.EngineerDefined, person=staff("engineer_id")),
    _erasure(
        "notifier.engineer.personal-data-erased",
        on_call.EngineerPersonalDataErased,
        staff("engineer_id"),
    ),
    _entry("notifier.schedule.defined", on_call.ScheduleDefined),
    _entry("notifier.schedule.override-added", on_call.OverrideAdded),
    _entry("notifier.schedule.override-removed", on_call.OverrideRemoved),
    _entry(
        "notifier.escalation-policy.defined",
        on_call.EscalationPolicyDefined,
        version=2,
        upcasts={1: paging.policy_without_backstop},
    ),
    _entry(
        "notifier.routing-rule.defined",
        on_call.RoutingRuleDefined,
        version=4,
        upcasts={1: allow_more, 2: say_no_more, 3: allow_more},
    ),
    _entry("notifier.routing-rule.removed", on_call.RoutingRuleRemoved),
    _entry(
        "notifier.page.raised",
        page.PageRaised,
        version=6,
        upcasts={1: paging.page_that_rings_once, 2: allow_more, 4: allow_more},
        person=author_or_case,
        sealed_before=frozenset({3, 5}),
    ),
    _entry("notifier.page.routed", page.PageRouted),
    _entry("notifier.page.rung-again", page.PageRungAgain, person=holder_or_author),
    _entry("notifier.page.step-started", page.PageStepStarted),
    _entry("notifier.page.step-skipped", page.PageStepSkipped),
    _entry("notifier.page.step-failed", page.PageStepFailed),
    _entry("notifier.page.attempt-queued", page.PageAttemptQueued),
    _entry("notifier.page.attempt-sent", page.PageAttemptSent),
    _entry("notifier.page.attempt-failed", page.PageAttemptFailed),
    _entry("notifier.page.attempt-unknown", page.PageAttemptUnknown),
    _entry("notifier.page.attempt-dropped", page.PageAttemptDropped),
    _entry("notifier.page.acknowledged", page.PageAcknowledged),
    _entry("notifier.page.escalated", page.PageEscalated),
    _entry(
        "notifier.page.resolved",
        page.PageResolved,
        version=5,
        upcasts={1: allow_more, 2: allow_more, 3: allow_more, 4: allow_more},
    ),
    _entry("notifier.page.exhausted", page.PageExhausted),
)
