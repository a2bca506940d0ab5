"""Tells EDI of the plan's scope and beyond it apart, by a code of the terms (CP-19)."""

from collections.abc import Sequence

from careplans.scope import EdiTopic
from careplans.terms import Terms
from events.catalogue.case_events import Area
from intake.domain.errors import Invalid


class UnknownEdiTopic(Invalid):
    """The terms know no such topic of EDI. `codes` are those that they know."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__("unknown-edi-topic", f"edi_topic is one of {', '.join(codes)}")
        self.codes = tuple(codes)


def edi_topic_of(area: Area, code: str | None, terms: Terms) -> EdiTopic | None:
    """Return the topic with that code; None where none was named.

    Raises UnknownEdiTopic, and Invalid (`edi-topic-is-for-edi`) for a case about something else.
    """
    if code is None:
        return None
    if area != "edi":
        raise Invalid("edi-topic-is-for-edi", "edi_topic goes with area edi")
    topic = next((it for it in terms.edi_topics if it.code == code), None)
    if topic is None:
        raise UnknownEdiTopic([it.code for it in terms.edi_topics])
    return topic
