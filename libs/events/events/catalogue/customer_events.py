"""Facts about customers, the terms they bought and their people. Owned by intake; routed by
customer id."""

from datetime import date
from typing import Literal

from events.catalogue.terms import Instant, Plan
from events.event import Event, Personal

ErasureReason = Literal["person-asked", "customer-asked", "no-longer-needed", "other"]


class PersonName(Personal, frozen=True, kw_only=True):
    """A person's name and mail address."""

    name: str
    email: str


class Reason(Personal, frozen=True, kw_only=True):
    """Why something was done, in somebody's words."""

    text: str


class CustomerRegistered(Event, frozen=True, kw_only=True):
    """A customer exists. `ebc`: it bought Enhanced Business Continuity (CP-33). `extra_seats`: paid
    seats beyond CP-9's number. `zone`: the IANA zone of its days; null: the vendor's."""

    customer_id: str
    name: str
    ebc: bool = False
    extra_seats: int = 0
    zone: str | None = None


class TermBought(Event, frozen=True, kw_only=True):
    """A term of use (CP-1), pinned to a version of the terms (CP-2). Both days are included.

    `accepted_losses`: names of what the customer gave up within the term before it.
    `gives_up_seats`: contacts who are no longer authorized once the term has begun (CP-9).
    `personal`: why a change is recorded only after the day on which it began.
    """

    customer_id: str
    plan: Plan
    starts_on: date
    ends_on: date
    terms_version: str
    how: Literal["first", "renewal", "change", "return"]
    accepted_losses: tuple[str, ...] = ()
    gives_up_seats: tuple[str, ...] = ()
    personal: Reason | None = None


class RenewalNoticeGiven(Event, frozen=True, kw_only=True):
    """The customer does not renew (CP-3). `personal`: why it was recorded on a later day."""

    customer_id: str
    given_on: date
    recorded_by: str | None = None
    personal: Reason | None = None


class CustomerCorrected(Event, frozen=True, kw_only=True):
    """The customer's name and zone are these from now on, whichever of them was corrected."""

    customer_id: str
    name: str
    zone: str | None
    corrected_by: str
    personal: Reason


class EbcChanged(Event, frozen=True, kw_only=True):
    """The customer bought Enhanced Business Continuity (CP-33), or gave it back."""

    customer_id: str
    ebc: bool
    changed_by: str
    personal: Reason


class ExtraSeatsChanged(Event, frozen=True, kw_only=True):
    """The customer has this many paid extra seats from now on (CP-9)."""

    customer_id: str
    extra_seats: int
    changed_by: str
    personal: Reason | None = None


class FeesFellOverdue(Event, frozen=True, kw_only=True):
    """Fees are unpaid: the customer is out of entitlement (CP-6)."""

    customer_id: str


class FeesPaid(Event, frozen=True, kw_only=True):
    """All fees due are paid (CP-6)."""

    customer_id: str


class UserAdded(Event, frozen=True, kw_only=True):
    """Somebody of the customer's uses the product (CP-8)."""

    customer_id: str
    user_id: str
    personal: PersonName


class CorrectedPerson(Personal, frozen=True, kw_only=True):
    """A person's name and mail address from now on, and why they were corrected."""

    name: str
    email: str
    reason: str


class UserCorrected(Event, frozen=True, kw_only=True):
    """A user's name or mail address was wrong, or changed."""

    customer_id: str
    user_id: str
    corrected_by: str
    personal: CorrectedPerson


class UserRemoved(Event, frozen=True, kw_only=True):
    """The user is the customer's no more (CP-8). What it did and wrote stays in its name."""

    customer_id: str
    user_id: str
    removed_by: str
    personal: Reason


class PersonalDataErased(Event, frozen=True, kw_only=True):
    """A person's name, address and words are erased: their key was dropped with this event.

    Whoever holds plain copies clears them when it hears of it. Ids, counts and times stay.
    """

    customer_id: str
    user_id: str
    erased_by: str
    reason: ErasureReason
    erased_at: Instant


class TrainingCompleted(Event, frozen=True, kw_only=True):
    """A user finished a course (CP-10)."""

    customer_id: str
    user_id: str
    course: str
    completed_on: date


class TrainingWithdrawn(Event, frozen=True, kw_only=True):
    """The course was not finished after all (CP-10)."""

    customer_id: str
    user_id: str
    course: str
    withdrawn_by: str
    personal: Reason


class ContactAuthorized(Event, frozen=True, kw_only=True):
    """The customer named a user as its liaison (CP-8); `extra_seat`: it took a paid seat (CP-9)."""

    customer_id: str
    user_id: str
    extra_seat: bool = False


class ContactAuthorizationRevoked(Event, frozen=True, kw_only=True):
    """The user is no longer an authorized contact (CP-8)."""

    customer_id: str
    user_id: str
