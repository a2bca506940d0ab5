"""Reads what belongs to a customer and is kept in streams beside its own.

They are routed by the customer's id, so they are in its shard and in order with it for whoever
follows.
"""

from collections.abc import Sequence
from typing import Final

from events.command_runner import Decider, load
from events.event import Event
from intake.adapters.care_deciders import evolve_care, evolve_continuity
from intake.adapters.streams import Store
from intake.domain import care as cares
from intake.domain import continuity as continuities
from intake.domain.care import Care
from intake.domain.continuity import Continuity


def continuity_stream(customer_id: str) -> str:
    """Return the name of the stream of a customer's maintenance."""
    return f"continuity-{customer_id}"


async def load_continuity(store: Store, customer_id: str) -> tuple[Continuity, int]:
    """Return a customer's maintenance and its version, 0 where nothing was recorded."""
    return await load(store, _READING_CONTINUITY, continuity_stream(customer_id), customer_id)


def care_stream(customer_id: str) -> str:
    """Return the name of the stream of a customer's TAM, visits and benefits."""
    return f"care-{customer_id}"


async def load_care(store: Store, customer_id: str) -> tuple[Care, int]:
    """Return a customer's TAM, visits and benefits, and their version, 0 where there are none."""
    return await load(store, _READING_CARE, care_stream(customer_id), customer_id)


def _decide_nothing(command: None, state: object) -> Sequence[Event]:
    del command, state
    return ()


_READING_CONTINUITY: Final[Decider[None, Continuity]] = Decider(
    continuities.INITIAL, _decide_nothing, evolve_continuity
)
_READING_CARE: Final[Decider[None, Care]] = Decider(cares.INITIAL, _decide_nothing, evolve_care)
