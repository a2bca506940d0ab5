"""Wraps deciders so that they take renewals into account, recorded or not (CP-3)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TypeVar

from events.command_runner import Decider
from events.event import Event
from intake.adapters.deciders import RECORDING_RENEWALS
from intake.adapters.terms_library import TermsLibrary
from intake.domain.customer import Customer
from intake.domain.decide_in_turn import decide_in_turn
from intake.domain.record_renewals import RecordRenewals

Command = TypeVar("Command")


def on_renewed(
    library: TermsLibrary, today: date, decider: Decider[Command, Customer | None]
) -> Decider[Command, Customer | None]:
    """Return a decider that decides about the customer as of today; renewals stay unrecorded."""

    def decide(command: Command, customer: Customer | None) -> Sequence[Event]:
        return decider.decide(command, customer and library.renewed(customer, today))

    return replace(decider, decide=decide)


def recording_renewals(
    library: TermsLibrary, until: date, decider: Decider[Command, Customer | None]
) -> Decider[Command, Customer | None]:
    """Return a decider that records the renewals up to a day before what the command leads to."""
    renewals = RecordRenewals(until=until, version_on=library.version_on)

    def decide(command: Command, customer: Customer | None) -> Sequence[Event]:
        # Renewals first, since the command is decided on the renewed terms; and in one append with
        # it, so that a command that is refused records none.
        return decide_in_turn(
            [partial(RECORDING_RENEWALS.decide, renewals), partial(decider.decide, command)],
            customer,
            decider.evolve,
        )

    return replace(decider, decide=decide)
