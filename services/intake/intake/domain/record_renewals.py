"""Records renewals that nobody bought, once a case or a contract rests on them (CP-3)."""

from dataclasses import dataclass
from datetime import date

from intake.domain.customer import Customer, existing
from intake.domain.renew_terms import Due, VersionOn, renewals_due


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRenewals:
    """Record the renewals up to a day; `version_on` finds the terms that each is pinned to."""

    until: date
    version_on: VersionOn


def decide(command: RecordRenewals, customer: Customer | None) -> list[Due]:
    """Record the renewals that are not recorded yet."""
    return renewals_due(existing(customer), command.until, command.version_on)
