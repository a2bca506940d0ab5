"""Contains all the data models used in inputs/outputs"""

from .ahead_body import AheadBody
from .allowance_answer import AllowanceAnswer
from .answer import Answer
from .api_key_answer import ApiKeyAnswer
from .assignment import Assignment
from .benefits_answer import BenefitsAnswer
from .call_off import CallOff
from .caller import Caller
from .case_answer import CaseAnswer
from .certified_engineers_answer import CertifiedEngineersAnswer
from .certified_engineers_body import CertifiedEngineersBody
from .corrected_maintenance import CorrectedMaintenance
from .count_answer import CountAnswer
from .count_answer_uses import CountAnswerUses
from .covered_answer import CoveredAnswer
from .customer_answer import CustomerAnswer
from .customer_correction import CustomerCorrection
from .customer_summary import CustomerSummary
from .delete_api_key_reason import DeleteApiKeyReason
from .delete_webhook_subscription_reason import DeleteWebhookSubscriptionReason
from .delivery_answer import DeliveryAnswer
from .edi_topic_answer import EdiTopicAnswer
from .empty_body import EmptyBody
from .erasure import Erasure
from .erasure_answer import ErasureAnswer
from .erasure_reason import ErasureReason
from .escalation import Escalation
from .exclusion import Exclusion
from .exclusion_answer import ExclusionAnswer
from .feed_event import FeedEvent
from .feed_event_data import FeedEventData
from .feed_page import FeedPage
from .fees import Fees
from .fees_status import FeesStatus
from .file_answer import FileAnswer
from .file_body import FileBody
from .get_certified_engineers_plan import GetCertifiedEngineersPlan
from .hand_over import HandOver
from .history_entry import HistoryEntry
from .history_entry_data import HistoryEntryData
from .hours_answer import HoursAnswer
from .hours_body import HoursBody
from .issued_api_key_answer import IssuedApiKeyAnswer
from .joined_case_answer import JoinedCaseAnswer
from .joined_to import JoinedTo
from .key_holder import KeyHolder
from .list_cases_priority_type_0 import ListCasesPriorityType0
from .list_cases_status_type_0_item import ListCasesStatusType0Item
from .list_deliveries_state_type_0 import ListDeliveriesStateType0
from .list_service_requests_state_type_0_item import ListServiceRequestsStateType0Item
from .list_uses_benefit import ListUsesBenefit
from .list_webhook_subscriptions_state_type_0 import ListWebhookSubscriptionsStateType0
from .listed_service_request_answer import ListedServiceRequestAnswer
from .live_response_live import LiveResponseLive
from .maintenance_answer import MaintenanceAnswer
from .message import Message
from .month_answer import MonthAnswer
from .moved_ahead_answer import MovedAheadAnswer
from .named_tam_answer import NamedTamAnswer
from .new_api_key import NewApiKey
from .new_api_key_role import NewApiKeyRole
from .new_case import NewCase
from .new_case_area import NewCaseArea
from .new_case_channel import NewCaseChannel
from .new_case_priority import NewCasePriority
from .new_customer import NewCustomer
from .new_customer_plan import NewCustomerPlan
from .new_maintenance import NewMaintenance
from .new_priority import NewPriority
from .new_priority_priority import NewPriorityPriority
from .new_service_request import NewServiceRequest
from .new_term import NewTerm
from .new_term_plan import NewTermPlan
from .new_user import NewUser
from .new_visit import NewVisit
from .new_webhook import NewWebhook
from .not_a_case_answer import NotACaseAnswer
from .number_body import NumberBody
from .number_body_callers import NumberBodyCallers
from .optional_message_body import OptionalMessageBody
from .optional_words_body import OptionalWordsBody
from .page_api_key_answer import PageApiKeyAnswer
from .page_customer_summary import PageCustomerSummary
from .page_delivery_answer import PageDeliveryAnswer
from .page_history_entry import PageHistoryEntry
from .page_listed_service_request_answer import PageListedServiceRequestAnswer
from .page_maintenance_answer import PageMaintenanceAnswer
from .page_queued_case_answer import PageQueuedCaseAnswer
from .page_support_change_answer import PageSupportChangeAnswer
from .page_support_notice_answer import PageSupportNoticeAnswer
from .page_tam_call_answer import PageTamCallAnswer
from .page_use_answer import PageUseAnswer
from .page_visit_answer import PageVisitAnswer
from .page_webhook_answer import PageWebhookAnswer
from .page_window_answer import PageWindowAnswer
from .phone_number_answer import PhoneNumberAnswer
from .plan_answer import PlanAnswer
from .plan_answer_targets import PlanAnswerTargets
from .plan_answer_yearly import PlanAnswerYearly
from .plan_seats import PlanSeats
from .plan_target import PlanTarget
from .plans_answer import PlansAnswer
from .priority_answer import PriorityAnswer
from .put_benefit_benefit import PutBenefitBenefit
from .put_certified_engineers_plan import PutCertifiedEngineersPlan
from .queued_case_answer import QueuedCaseAnswer
from .reach_answer import ReachAnswer
from .reach_body import ReachBody
from .readiness import Readiness
from .readiness_checks import ReadinessChecks
from .reason_body import ReasonBody
from .removal import Removal
from .renewal_notice import RenewalNotice
from .replay import Replay
from .reproduction import Reproduction
from .scope import Scope
from .sealing_key import SealingKey
from .sealing_keys_answer import SealingKeysAnswer
from .seats import Seats
from .secret_rotation import SecretRotation
from .secret_rotation_reason import SecretRotationReason
from .service_answer import ServiceAnswer
from .service_request_answer import ServiceRequestAnswer
from .step_answer import StepAnswer
from .suggestion_answer import SuggestionAnswer
from .support_access_answer import SupportAccessAnswer
from .support_access_body import SupportAccessBody
from .support_answer import SupportAnswer
from .support_change_answer import SupportChangeAnswer
from .support_notice_answer import SupportNoticeAnswer
from .tam_answer import TamAnswer
from .tam_body import TamBody
from .tam_call_answer import TamCallAnswer
from .tam_call_body import TamCallBody
from .target_answer import TargetAnswer
from .targets import Targets
from .team_contact import TeamContact
from .telephone_answer import TelephoneAnswer
from .term_answer import TermAnswer
from .term_body import TermBody
from .test_sent_answer import TestSentAnswer
from .training import Training
from .tried_answer import TriedAnswer
from .tried_body import TriedBody
from .tried_body_how import TriedBodyHow
from .unreachable import Unreachable
from .use_answer import UseAnswer
from .use_body import UseBody
from .use_body_use import UseBodyUse
from .user_answer import UserAnswer
from .user_answer_trainings import UserAnswerTrainings
from .user_correction import UserCorrection
from .visit_answer import VisitAnswer
from .visit_body import VisitBody
from .wanted_keys import WantedKeys
from .webhook_answer import WebhookAnswer
from .webhook_change import WebhookChange
from .webhook_change_state_type_0 import WebhookChangeStateType0
from .webhook_with_secret_answer import WebhookWithSecretAnswer
from .window_answer import WindowAnswer
from .window_body import WindowBody
from .window_body_every import WindowBodyEvery
from .withdraw_use_benefit import WithdrawUseBenefit
from .withdrawal import Withdrawal
from .words_body import WordsBody
from .year_answer import YearAnswer

__all__ = (
    "AheadBody",
    "AllowanceAnswer",
    "Answer",
    "ApiKeyAnswer",
    "Assignment",
    "BenefitsAnswer",
    "Caller",
    "CallOff",
    "CaseAnswer",
    "CertifiedEngineersAnswer",
    "CertifiedEngineersBody",
    "CorrectedMaintenance",
    "CountAnswer",
    "CountAnswerUses",
    "CoveredAnswer",
    "CustomerAnswer",
    "CustomerCorrection",
    "CustomerSummary",
    "DeleteApiKeyReason",
    "DeleteWebhookSubscriptionReason",
    "DeliveryAnswer",
    "EdiTopicAnswer",
    "EmptyBody",
    "Erasure",
    "ErasureAnswer",
    "ErasureReason",
    "Escalation",
    "Exclusion",
    "ExclusionAnswer",
    "FeedEvent",
    "FeedEventData",
    "FeedPage",
    "Fees",
    "FeesStatus",
    "FileAnswer",
    "FileBody",
    "GetCertifiedEngineersPlan",
    "HandOver",
    "HistoryEntry",
    "HistoryEntryData",
    "HoursAnswer",
    "HoursBody",
    "IssuedApiKeyAnswer",
    "JoinedCaseAnswer",
    "JoinedTo",
    "KeyHolder",
    "ListCasesPriorityType0",
    "ListCasesStatusType0Item",
    "ListDeliveriesStateType0",
    "ListedServiceRequestAnswer",
    "ListServiceRequestsStateType0Item",
    "ListUsesBenefit",
    "ListWebhookSubscriptionsStateType0",
    "LiveResponseLive",
    "MaintenanceAnswer",
    "Message",
    "MonthAnswer",
    "MovedAheadAnswer",
    "NamedTamAnswer",
    "NewApiKey",
    "NewApiKeyRole",
    "NewCase",
    "NewCaseArea",
    "NewCaseChannel",
    "NewCasePriority",
    "NewCustomer",
    "NewCustomerPlan",
    "NewMaintenance",
    "NewPriority",
    "NewPriorityPriority",
    "NewServiceRequest",
    "NewTerm",
    "NewTermPlan",
    "NewUser",
    "NewVisit",
    "NewWebhook",
    "NotACaseAnswer",
    "NumberBody",
    "NumberBodyCallers",
    "OptionalMessageBody",
    "OptionalWordsBody",
    "PageApiKeyAnswer",
    "PageCustomerSummary",
    "PageDeliveryAnswer",
    "PageHistoryEntry",
    "PageListedServiceRequestAnswer",
    "PageMaintenanceAnswer",
    "PageQueuedCaseAnswer",
    "PageSupportChangeAnswer",
    "PageSupportNoticeAnswer",
    "PageTamCallAnswer",
    "PageUseAnswer",
    "PageVisitAnswer",
    "PageWebhookAnswer",
    "PageWindowAnswer",
    "PhoneNumberAnswer",
    "PlanAnswer",
    "PlanAnswerTargets",
    "PlanAnswerYearly",
    "PlansAnswer",
    "PlanSeats",
    "PlanTarget",
    "PriorityAnswer",
    "PutBenefitBenefit",
    "PutCertifiedEngineersPlan",
    "QueuedCaseAnswer",
    "ReachAnswer",
    "ReachBody",
    "Readiness",
    "ReadinessChecks",
    "ReasonBody",
    "Removal",
    "RenewalNotice",
    "Replay",
    "Reproduction",
    "Scope",
    "SealingKey",
    "SealingKeysAnswer",
    "Seats",
    "SecretRotation",
    "SecretRotationReason",
    "ServiceAnswer",
    "ServiceRequestAnswer",
    "StepAnswer",
    "SuggestionAnswer",
    "SupportAccessAnswer",
    "SupportAccessBody",
    "SupportAnswer",
    "SupportChangeAnswer",
    "SupportNoticeAnswer",
    "TamAnswer",
    "TamBody",
    "TamCallAnswer",
    "TamCallBody",
    "TargetAnswer",
    "Targets",
    "TeamContact",
    "TelephoneAnswer",
    "TermAnswer",
    "TermBody",
    "TestSentAnswer",
    "Training",
    "TriedAnswer",
    "TriedBody",
    "TriedBodyHow",
    "Unreachable",
    "UseAnswer",
    "UseBody",
    "UseBodyUse",
    "UserAnswer",
    "UserAnswerTrainings",
    "UserCorrection",
    "VisitAnswer",
    "VisitBody",
    "WantedKeys",
    "WebhookAnswer",
    "WebhookChange",
    "WebhookChangeStateType0",
    "WebhookWithSecretAnswer",
    "WindowAnswer",
    "WindowBody",
    "WindowBodyEvery",
    "Withdrawal",
    "WithdrawUseBenefit",
    "WordsBody",
    "YearAnswer",
)
