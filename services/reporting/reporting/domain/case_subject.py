"""What a case is about, in the words of whoever reported it, and who was erased."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSubject:
    """A case's subject, whose words it is in, and when they were recorded (UTC).

    `person` is named as where its key is kept (`events.sealing.persons`).
    """

    case_id: str
    customer_id: str
    person: str
    written_at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedPerson:
    """Somebody whose personal data were erased: what was recorded up to `erased_at` (UTC) is gone.

    `customer_id` is the customer that a user belongs to; None for one of the vendor's people.
    """

    person: str
    customer_id: str | None
    erased_at: datetime
