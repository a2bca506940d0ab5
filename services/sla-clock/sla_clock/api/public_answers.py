"""Keeps what support wrote, and who wrote it, from a customer's people.

They may read a deadline's times and its verdict.
"""

from collections.abc import Mapping
from typing import Literal

from sla_clock.api.answers import DeadlineAnswer, ExplanationAnswer, StretchAnswer
from webapi.identity import Identity

_WHY: Mapping[Literal["paused", "excused"], str] = {
    "paused": "waiting for the customer",
    "excused": "nobody at the customer could be reached",
}


def answer_for(identity: Identity, answer: DeadlineAnswer) -> DeadlineAnswer:
    """Return the answer as this person may read it."""
    if identity.role != "contact":
        return answer
    claims = [one.model_copy(update={"reason": None, "claimed_by": None}) for one in answer.claims]
    return answer.for_contact().model_copy(update={"late_reason": None, "claims": claims})


def explanation_for(identity: Identity, answer: ExplanationAnswer) -> ExplanationAnswer:
    """Return the explanation as this person may read it.

    A contact reads why the clock stood in the words of the rule (CP-27), not in support's.
    """
    if identity.role != "contact":
        return answer
    return answer.model_copy(update={"stretches": [_public(one) for one in answer.stretches]})


def _public(stretch: StretchAnswer) -> StretchAnswer:
    return stretch.model_copy(update={"reason": _WHY[stretch.kind], "recorded_by": None})
