"""What the plans cover, what they do not, and who does that instead, as a terms file says it
(CP-11, CP-17 to CP-20)."""

from careplans.terms_parts import Part
from events.catalogue.case_events import Area
from events.catalogue.terms import Priority


class NotACase(Part, frozen=True, kw_only=True):
    """What support does not take as a case (CP-11), and the friendly answer that is given instead.

    `subjects` are whole subjects, compared without regard to case and punctuation; they turn away
    only priorities in `subjects_for`. A subject that holds one of `likely`, or is one of `subjects`
    at another priority, opens a case, and `likely_answer` is the hint that goes with it.
    """

    areas: tuple[Area, ...]
    subjects: tuple[str, ...]
    subjects_for: tuple[Priority, ...]
    answer: str
    likely: tuple[str, ...] = ()
    likely_answer: str = ""


class Covered(Part, frozen=True, kw_only=True):
    """What the plans cover in one area (CP-17, CP-19)."""

    area: Area
    text: str
    rule: str


class Exclusion(Part, frozen=True, kw_only=True):
    """A reason that takes a case out of entitlement (CP-18 to CP-20).

    `services`: professional services may do it for a fee.
    """

    code: str
    text: str
    rule: str
    services: bool = False


class Service(Part, frozen=True, kw_only=True):
    """Something that professional services do and no plan covers (CP-19, CP-20).

    `hourly`: at an hourly rate, unless a request says otherwise.
    """

    code: str
    text: str
    rule: str
    hourly: bool = True


class EdiTopic(Part, frozen=True, kw_only=True):
    """What somebody may want of EDI (CP-19); `service` does it where the plans do not."""

    code: str
    text: str
    service: str | None = None


class OutOfEntitlement(Part, frozen=True, kw_only=True):
    """What a customer whose plan lapsed or whose fees are overdue may still do with its cases
    (CP-4, CP-6): by default what was open is worked on, and nothing more is begun.
    """

    reopens: bool = False
    raises_to_p1: bool = False
