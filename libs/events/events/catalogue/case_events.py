"""Facts about support cases. Owned by intake; routed by case id; one stream a case."""

from typing import Literal

from events.catalogue.terms import Instant, Priority, Promise
from events.event import Event, Personal

Channel = Literal["online", "phone"]
Area = Literal["product", "edi", "account"]


class CaseText(Personal, frozen=True, kw_only=True):
    """What the asker wrote."""

    subject: str
    description: str


class MessageText(Personal, frozen=True, kw_only=True):
    """What a person wrote in a case."""

    text: str


class CallText(Personal, frozen=True, kw_only=True):
    """What somebody told by telephone, and the name of who called."""

    subject: str
    description: str
    caller: str


class ReachText(Personal, frozen=True, kw_only=True):
    """Who at the customer is available for a P1, and how to reach them."""

    name: str
    phone: str


class TriedContact(Personal, frozen=True, kw_only=True):
    """Whom somebody tried to reach, how, and when."""

    who: str
    how: str
    at: Instant


class TriedContacts(Personal, frozen=True, kw_only=True):
    """All who were tried before nobody counted as reachable."""

    tried: tuple[TriedContact, ...]


class CaseOpened(Event, frozen=True, kw_only=True):
    """A case was opened, and what was promised for it is frozen here (CP-12 to CP-16, CP-22).
    `opened_at` starts the clock."""

    case_id: str
    number: str
    customer_id: str
    reporter_id: str
    priority: Priority
    channel: Channel
    area: Area
    opened_at: Instant
    promise: Promise
    personal: CaseText


class PhoneCallJoined(Event, frozen=True, kw_only=True):
    """A call about a P1 that was already logged joined this case (CP-16).

    `caller_id` is a user of the customer; `personal` holds what was told, None where it was not
    kept (version 1).
    """

    case_id: str
    caller_id: str
    called_at: Instant
    personal: CallText | None = None


class PhoneCallDated(Event, frozen=True, kw_only=True):
    """The call of `caller_id` came at `told_at`, before it was logged; `personal` is why it was
    logged late (CP-16). The hour runs from the logging.
    """

    case_id: str
    caller_id: str
    told_at: Instant
    personal: MessageText


class ReachNamed(Event, frozen=True, kw_only=True):
    """Somebody at the customer is available around the clock for this P1 (CP-27); a later one
    replaces this one. `user_id`: where that is a user of the customer."""

    case_id: str
    user_id: str | None
    named_at: Instant
    personal: ReachText


class LikelyTwinMarked(Event, frozen=True, kw_only=True):
    """Another open P1 of the customer, `twin_id`, is likely about the same trouble (CP-16): both
    cases say so.

    `because`: one of the two was told by telephone, both have the same subject, both were logged
    within minutes, or support named the other one when it logged this one, though that one took no
    more calls.
    """

    case_id: str
    twin_id: str
    marked_at: Instant
    because: Literal["told-by-telephone", "same-subject", "named-by-support", "told-at-once"]


class CaseResponded(Event, frozen=True, kw_only=True):
    """A person answered (CP-28). `first`: nobody had before. `late_reason`: why it was recorded
    after it was given."""

    case_id: str
    responder_id: str
    responded_at: Instant
    first: bool
    late_reason: str | None = None
    personal: MessageText


class CaseCommented(Event, frozen=True, kw_only=True):
    """Somebody added to the case; no answer in the sense of CP-28.

    `by_customer`: the author is one of the customer's people. Null in what was recorded before
    version 3.
    """

    case_id: str
    author_id: str
    by_customer: bool | None = None
    personal: MessageText


class FileText(Personal, frozen=True, kw_only=True):
    """What a file is called, and the address at which somebody says that it lies."""

    name: str
    url: str


class CaseFileAdded(Event, frozen=True, kw_only=True):
    """Somebody referred to a file, which lies somewhere else and which nobody here has looked at.

    `size` in bytes and `sha256` (64 hex digits, small letters) are what the author says of it.
    `by_customer`: the author is one of the customer's people.
    """

    case_id: str
    author_id: str
    by_customer: bool
    size: int
    sha256: str
    added_at: Instant
    personal: FileText


class CaseNoted(Event, frozen=True, kw_only=True):
    """Support noted something for itself; it is never told to the customer."""

    case_id: str
    author_id: str
    personal: MessageText


class CaseAssigned(Event, frozen=True, kw_only=True):
    """An engineer has the case."""

    case_id: str
    engineer_id: str


class CaseHandedOver(Event, frozen=True, kw_only=True):
    """Cover of the case passed from one engineer to another (CP-26)."""

    case_id: str
    from_engineer_id: str | None
    to_engineer_id: str
    personal: MessageText


class CaseReleased(Event, frozen=True, kw_only=True):
    """Who had the case let go of it: nobody has it now (CP-26). `engineer_id` is who had it; why is
    for support only."""

    case_id: str
    engineer_id: str
    personal: MessageText


class CaseEscalated(Event, frozen=True, kw_only=True):
    """The case went to a higher level of support (CP-17); why is for support only."""

    case_id: str
    level: int
    personal: MessageText


class CasePriorityChanged(Event, frozen=True, kw_only=True):
    """The priority changed; the clock follows CP-27a."""

    case_id: str
    old: Priority
    new: Priority
    changed_at: Instant
    reason: str


class InformationRequested(Event, frozen=True, kw_only=True):
    """The case waits for the customer from `requested_at` on."""

    case_id: str
    requested_at: Instant
    personal: MessageText


class InformationProvided(Event, frozen=True, kw_only=True):
    """The case no longer waits for the customer."""

    case_id: str
    provided_at: Instant
    personal: MessageText | None = None


class ContactUnreachable(Event, frozen=True, kw_only=True):
    """Nobody at the customer can be reached about its P1: the clock is excused (CP-27).

    `personal`: whom one tried, when and how; None where that was not kept (version 1).
    """

    case_id: str
    recorded_by: str
    unreachable_at: Instant
    reason: str
    personal: TriedContacts | None = None


class ContactReachable(Event, frozen=True, kw_only=True):
    """Somebody at the customer can be reached again (CP-27)."""

    case_id: str
    recorded_by: str
    reachable_at: Instant


class TeamContactAdded(Event, frozen=True, kw_only=True):
    """An authorized contact added a user to this case (CP-8)."""

    case_id: str
    user_id: str


class TeamContactRemoved(Event, frozen=True, kw_only=True):
    """The user is on the team of this case no more (CP-8). Who logged the case is never removed."""

    case_id: str
    user_id: str
    removed_by: str
    personal: MessageText


class CaseReproduced(Event, frozen=True, kw_only=True):
    """Whether the case could be reproduced on an unmodified product (CP-17)."""

    case_id: str
    reproduced: bool
    on_version: str


class CaseMovedAhead(Event, frozen=True, kw_only=True):
    """The case goes ahead of the others of its priority until `until`, as its customer and the TAM
    agreed on a call (CP-31); `personal` says why.
    """

    case_id: str
    moved_by: str
    moved_at: Instant
    until: Instant
    personal: MessageText


class CaseMovedBack(Event, frozen=True, kw_only=True):
    """The case stands again where its plan and age put it (CP-21), before its time was up."""

    case_id: str
    moved_by: str
    moved_at: Instant
    personal: MessageText


class CaseExcluded(Event, frozen=True, kw_only=True):
    """The case is out of entitlement (CP-18 to CP-20): no target holds for it.

    `code` is one of the terms' exclusions, or `other`; what was written about it is for support
    only.
    """

    case_id: str
    code: str
    excluded_at: Instant
    personal: MessageText | None = None


class CaseIncluded(Event, frozen=True, kw_only=True):
    """An exclusion was taken back: what was promised for the case holds again, as if it had never
    been excluded. Why is for support only.

    The case is open, or worked around if it has a workaround; what it waited for ended with the
    exclusion. `answered`: somebody had answered it before, so that no target runs.
    """

    case_id: str
    included_at: Instant
    answered: bool
    personal: MessageText


class WorkaroundProvided(Event, frozen=True, kw_only=True):
    """A temporary repair or workaround is in place (CP-26)."""

    case_id: str
    provided_at: Instant
    personal: MessageText


class CaseResolved(Event, frozen=True, kw_only=True):
    """The case is solved."""

    case_id: str
    resolved_at: Instant
    personal: MessageText


class CaseReopened(Event, frozen=True, kw_only=True):
    """A solved case is open again. Nobody has it, whoever had it before (CP-26)."""

    case_id: str
    reopened_at: Instant
    personal: MessageText


class CaseClosed(Event, frozen=True, kw_only=True):
    """The case is over."""

    case_id: str
    closed_at: Instant
