"""Every decider of intake, as the command runner and the tests use it.

An aggregate's own `evolve` takes its own events only, so that the type check notices an event that
is not handled; here it is wrapped for the runner, which reads any event from a stream.
"""

from events.command_runner import Decider
from events.event import Event
from intake.domain import (
    add_file,
    add_team_contact,
    add_user,
    assign_case,
    buy_term,
    change_priority,
    close_case,
    comment_on_case,
    complete_training,
    correct_customer,
    correct_user,
    erase_personal_data,
    escalate_case,
    exclude_case,
    give_renewal_notice,
    hand_over_case,
    include_case,
    join_phone_call,
    mark_reachable,
    mark_unreachable,
    move_ahead,
    move_back,
    move_service_request,
    name_authorized_contact,
    name_reach,
    note_on_case,
    open_case,
    open_p1,
    provide_information,
    provide_workaround,
    record_fees,
    record_renewals,
    register_customer,
    release_case,
    remove_team_contact,
    remove_user,
    reopen_case,
    reproduce_case,
    request_information,
    request_service,
    resolve_case,
    respond_to_case,
    revoke_authorized_contact,
    take_acknowledged_p1,
    withdraw_training,
)
from intake.domain import case as cases
from intake.domain import customer as customers
from intake.domain.add_file import AddFile
from intake.domain.add_team_contact import AddTeamContact
from intake.domain.add_user import AddUser
from intake.domain.assign_case import AssignCase
from intake.domain.buy_term import BuyTerm
from intake.domain.case import Case
from intake.domain.case_progress import CaseEvent
from intake.domain.change_priority import ChangePriority
from intake.domain.close_case import CloseCase
from intake.domain.comment_on_case import CommentOnCase
from intake.domain.complete_training import CompleteTraining
from intake.domain.correct_customer import CorrectCustomer
from intake.domain.correct_user import CorrectUser
from intake.domain.customer import Customer, CustomerEvent
from intake.domain.erase_personal_data import ErasePersonalData
from intake.domain.escalate_case import EscalateCase
from intake.domain.exclude_case import ExcludeCase
from intake.domain.give_renewal_notice import GiveRenewalNotice
from intake.domain.hand_over_case import HandOverCase
from intake.domain.include_case import IncludeCase
from intake.domain.join_phone_call import JoinPhoneCall
from intake.domain.mark_reachable import MarkReachable
from intake.domain.mark_unreachable import MarkUnreachable
from intake.domain.move_ahead import MoveAhead
from intake.domain.move_back import MoveBack
from intake.domain.move_service_request import MoveServiceRequest
from intake.domain.name_authorized_contact import NameAuthorizedContact
from intake.domain.name_reach import NameReach
from intake.domain.note_on_case import NoteOnCase
from intake.domain.open_case import OpenCase
from intake.domain.open_p1 import OpenP1Case
from intake.domain.provide_information import ProvideInformation
from intake.domain.provide_workaround import ProvideWorkaround
from intake.domain.record_fees import RecordFees
from intake.domain.record_renewals import RecordRenewals
from intake.domain.register_customer import RegisterCustomer
from intake.domain.release_case import ReleaseCase
from intake.domain.remove_team_contact import RemoveTeamContact
from intake.domain.remove_user import RemoveUser
from intake.domain.reopen_case import ReopenCase
from intake.domain.reproduce_case import ReproduceCase
from intake.domain.request_information import RequestInformation
from intake.domain.request_service import RequestService
from intake.domain.resolve_case import ResolveCase
from intake.domain.respond_to_case import RespondToCase
from intake.domain.revoke_authorized_contact import RevokeAuthorizedContact
from intake.domain.take_acknowledged_p1 import TakeAcknowledgedP1
from intake.domain.withdraw_training import WithdrawTraining


def evolve_case(case: Case | None, event: Event) -> Case | None:
    """Return the case after one more event of its stream."""
    assert isinstance(event, CaseEvent), "a case's stream holds nothing else"
    return cases.evolve(case, event)


def evolve_customer(customer: Customer | None, event: Event) -> Customer | None:
    """Return the customer after one more event of its stream."""
    assert isinstance(event, CustomerEvent), "a customer's stream holds nothing else"
    return customers.evolve(customer, event)


ADDING_FILE: Decider[AddFile, Case | None] = Decider(cases.INITIAL, add_file.decide, evolve_case)
ADDING_TEAM_CONTACT: Decider[AddTeamContact, Case | None] = Decider(
    cases.INITIAL, add_team_contact.decide, evolve_case
)
ASSIGNING: Decider[AssignCase, Case | None] = Decider(
    cases.INITIAL, assign_case.decide, evolve_case
)
CHANGING_PRIORITY: Decider[ChangePriority, Case | None] = Decider(
    cases.INITIAL, change_priority.decide, evolve_case
)
CLOSING: Decider[CloseCase, Case | None] = Decider(cases.INITIAL, close_case.decide, evolve_case)
COMMENTING: Decider[CommentOnCase, Case | None] = Decider(
    cases.INITIAL, comment_on_case.decide, evolve_case
)
ESCALATING: Decider[EscalateCase, Case | None] = Decider(
    cases.INITIAL, escalate_case.decide, evolve_case
)
EXCLUDING: Decider[ExcludeCase, Case | None] = Decider(
    cases.INITIAL, exclude_case.decide, evolve_case
)
HANDING_OVER: Decider[HandOverCase, Case | None] = Decider(
    cases.INITIAL, hand_over_case.decide, evolve_case
)
INCLUDING: Decider[IncludeCase, Case | None] = Decider(
    cases.INITIAL, include_case.decide, evolve_case
)
JOINING_CALL: Decider[JoinPhoneCall, Case | None] = Decider(
    cases.INITIAL, join_phone_call.decide, evolve_case
)
MARKING_REACHABLE: Decider[MarkReachable, Case | None] = Decider(
    cases.INITIAL, mark_reachable.decide, evolve_case
)
MARKING_UNREACHABLE: Decider[MarkUnreachable, Case | None] = Decider(
    cases.INITIAL, mark_unreachable.decide, evolve_case
)
MOVING_SERVICE_REQUEST: Decider[MoveServiceRequest, Case | None] = Decider(
    cases.INITIAL, move_service_request.decide, evolve_case
)
NAMING_REACH: Decider[NameReach, Case | None] = Decider(
    cases.INITIAL, name_reach.decide, evolve_case
)
MOVING_AHEAD: Decider[MoveAhead, Case | None] = Decider(
    cases.INITIAL, move_ahead.decide, evolve_case
)
MOVING_BACK: Decider[MoveBack, Case | None] = Decider(cases.INITIAL, move_back.decide, evolve_case)
NOTING: Decider[NoteOnCase, Case | None] = Decider(cases.INITIAL, note_on_case.decide, evolve_case)
OPENING: Decider[OpenCase, Case | None] = Decider(cases.INITIAL, open_case.decide, evolve_case)
OPENING_P1: Decider[OpenP1Case, Case | None] = Decider(cases.INITIAL, open_p1.decide, evolve_case)
PROVIDING_INFORMATION: Decider[ProvideInformation, Case | None] = Decider(
    cases.INITIAL, provide_information.decide, evolve_case
)
PROVIDING_WORKAROUND: Decider[ProvideWorkaround, Case | None] = Decider(
    cases.INITIAL, provide_workaround.decide, evolve_case
)
REOPENING: Decider[ReopenCase, Case | None] = Decider(
    cases.INITIAL, reopen_case.decide, evolve_case
)
REPRODUCING: Decider[ReproduceCase, Case | None] = Decider(
    cases.INITIAL, reproduce_case.decide, evolve_case
)
REQUESTING_INFORMATION: Decider[RequestInformation, Case | None] = Decider(
    cases.INITIAL, request_information.decide, evolve_case
)
REQUESTING_SERVICE: Decider[RequestService, Case | None] = Decider(
    cases.INITIAL, request_service.decide, evolve_case
)
RESOLVING: Decider[ResolveCase, Case | None] = Decider(
    cases.INITIAL, resolve_case.decide, evolve_case
)
RESPONDING: Decider[RespondToCase, Case | None] = Decider(
    cases.INITIAL, respond_to_case.decide, evolve_case
)
RECORDING_OPENING: Decider[OpenCase, Case | None] = Decider(
    cases.INITIAL, open_case.record, evolve_case
)
"""For history: it opens a case without a check of entitlement."""

TAKING_P1: Decider[TakeAcknowledgedP1, Case | None] = Decider(
    cases.INITIAL, take_acknowledged_p1.decide, evolve_case
)

ADDING_USER: Decider[AddUser, Customer | None] = Decider(
    customers.INITIAL, add_user.decide, evolve_customer
)
BUYING_TERM: Decider[BuyTerm, Customer | None] = Decider(
    customers.INITIAL, buy_term.decide, evolve_customer
)
COMPLETING_TRAINING: Decider[CompleteTraining, Customer | None] = Decider(
    customers.INITIAL, complete_training.decide, evolve_customer
)
GIVING_NOTICE: Decider[GiveRenewalNotice, Customer | None] = Decider(
    customers.INITIAL, give_renewal_notice.decide, evolve_customer
)
NAMING_CONTACT: Decider[NameAuthorizedContact, Customer | None] = Decider(
    customers.INITIAL, name_authorized_contact.decide, evolve_customer
)
RECORDING_FEES: Decider[RecordFees, Customer | None] = Decider(
    customers.INITIAL, record_fees.decide, evolve_customer
)
RECORDING_RENEWALS: Decider[RecordRenewals, Customer | None] = Decider(
    customers.INITIAL, record_renewals.decide, evolve_customer
)
REGISTERING: Decider[RegisterCustomer, Customer | None] = Decider(
    customers.INITIAL, register_customer.decide, evolve_customer
)
REVOKING_CONTACT: Decider[RevokeAuthorizedContact, Customer | None] = Decider(
    customers.INITIAL, revoke_authorized_contact.decide, evolve_customer
)
CORRECTING_CUSTOMER: Decider[CorrectCustomer, Customer | None] = Decider(
    customers.INITIAL, correct_customer.decide, evolve_customer
)
CORRECTING_USER: Decider[CorrectUser, Customer | None] = Decider(
    customers.INITIAL, correct_user.decide, evolve_customer
)
REMOVING_USER: Decider[RemoveUser, Customer | None] = Decider(
    customers.INITIAL, remove_user.decide, evolve_customer
)
WITHDRAWING_TRAINING: Decider[WithdrawTraining, Customer | None] = Decider(
    customers.INITIAL, withdraw_training.decide, evolve_customer
)
ERASING: Decider[ErasePersonalData, Customer | None] = Decider(
    customers.INITIAL, erase_personal_data.decide, evolve_customer
)
RELEASING: Decider[ReleaseCase, Case | None] = Decider(
    cases.INITIAL, release_case.decide, evolve_case
)
REMOVING_TEAM_CONTACT: Decider[RemoveTeamContact, Case | None] = Decider(
    cases.INITIAL, remove_team_contact.decide, evolve_case
)
