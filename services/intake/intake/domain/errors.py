"""Why intake turns a command down.

The class says what kind of refusal it is, its code names the rule; nothing was written.
"""

from typing import Literal

from careplans.entitlements import RefusalCode
from events.refusal import Refusal

UnknownCode = Literal[
    "unknown-benefit-use",
    "unknown-api-key",
    "unknown-case",
    "unknown-customer",
    "unknown-maintenance",
    "unknown-service-request",
    "unknown-user",
    "unknown-delivery",
    "unknown-visit",
    "unknown-webhook",
    "unknown-window",
]
NotEntitledCode = (
    RefusalCode
    | Literal[
        "acts-as-itself-only",
        "ebc-required",
        "plan-without-benefit",
        "plan-without-tam",
        "plan-without-tam-calls",
        "plan-without-visits",
        "phone-is-logged-by-support",
    ]
)
ConflictCode = Literal[
    "already-covered",
    "already-unreachable",
    "benefit-used-up",
    "call-exists",
    "api-key-exists",
    "calendar-ends",
    "case-exists",
    "customer-exists",
    "gap-must-be-paid",
    "level-not-higher",
    "logged-the-case",
    "likely-the-same",
    "maintenance-exists",
    "maintenance-overlaps",
    "maintenance-withdrawn",
    "not-a-p1",
    "not-from-this-state",
    "not-allowed-in-state",
    "not-unreachable",
    "nobody-has-it",
    "notice-before-the-term",
    "notice-too-late",
    "p1-only",
    "priority-unchanged",
    "service-request-exists",
    "term-not-contiguous",
    "term-not-shortened",
    "too-many-files",
    "too-many-webhooks",
    "user-exists",
    "visit-exists",
    "visit-is-over",
    "webhook-exists",
    "webhook-not-active",
    "worse-within-the-term",
]
InvalidCode = Literal[
    "called-in-the-future",
    "caller-is-for-p1-calls",
    "caller-is-somebody-else",
    "completed-in-the-future",
    "contact-key-needs-a-user",
    "customer-is-for-contacts",
    "edi-topic-is-for-edi",
    "expires-within-a-year",
    "given-in-the-future",
    "held-in-the-future",
    "hours-fewer-than-promised",
    "maintenance-ends-before-it-starts",
    "maintenance-in-the-future",
    "no-seat-to-keep",
    "not-for-services",
    "not-of-this-benefit",
    "not-of-this-customer",
    "occasion-required",
    "outside-the-window",
    "plan-without-desk",
    "reach-is-for-p1",
    "reason-required",
    "responded-before-opened",
    "responded-in-the-future",
    "same-as-is-for-p1-calls",
    "since-in-the-future",
    "webhook-address-refused",
    "term-ends-before-it-starts",
    "term-too-long-ago",
    "told-at-is-for-calls",
    "told-in-the-future",
    "too-many-extra-seats",
    "tried-in-the-future",
    "unknown-course",
    "unknown-edi-topic",
    "unknown-engineer",
    "unknown-exclusion",
    "unknown-reporter",
    "unknown-event-type",
    "unknown-service",
    "until-in-the-past",
    "used-in-the-future",
    "valid-from-in-the-past",
    "window-ends-before-it-starts",
]
IntakeCode = UnknownCode | NotEntitledCode | ConflictCode | InvalidCode


class IntakeRefusal(Refusal[IntakeCode]):
    """A command was turned down by one of intake's rules."""


class Unknown(IntakeRefusal):
    """What the command names does not exist, or the caller may not know of it. Check the id."""

    def __init__(self, code: UnknownCode, detail: str) -> None:
        super().__init__(code, detail)


class NotEntitled(IntakeRefusal):
    """The plan, or the person's part in it, does not allow this (CP-4 to CP-14).

    `detail` says what would.
    """

    def __init__(self, code: NotEntitledCode, detail: str) -> None:
        super().__init__(code, detail)


class Conflicting(IntakeRefusal):
    """It does not go with the current state. Read the state again."""

    def __init__(self, code: ConflictCode, detail: str) -> None:
        super().__init__(code, detail)


class Invalid(IntakeRefusal):
    """The command makes no sense as it stands, whatever the state. Mend it."""

    def __init__(self, code: InvalidCode, detail: str) -> None:
        super().__init__(code, detail)


class NotAllowedInState(Conflicting):
    """The case is in a state that does not take the command; `allowed_in` are those that do."""

    def __init__(self, command: str, status: str, allowed_in: tuple[str, ...]) -> None:
        super().__init__(
            "not-allowed-in-state",
            f"a case that is {status} takes no {command}; allowed in: {', '.join(allowed_in)}",
        )
        self.status, self.allowed_in = status, allowed_in
