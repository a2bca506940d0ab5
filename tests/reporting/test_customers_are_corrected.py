"""A report names a customer as it was last told, and says whether it has EBC (CP-33)."""

from datetime import UTC, datetime
from functools import reduce
from uuid import uuid4

from events.catalogue.customer_events import (
    CustomerCorrected,
    CustomerRegistered,
    EbcChanged,
    Reason,
)
from events.event import Event, Meta, Recorded
from reporting.domain.customer_row import CustomerRow
from reporting.reactions.reactions_table import REACTIONS

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
WHY = Reason(text="It was misspelt.")


def after(*events: Event) -> CustomerRow | None:
    def step(row: CustomerRow | None, event: Event) -> CustomerRow | None:
        change = REACTIONS[type(event)].rows
        assert change is not None
        recorded = Recorded(
            source="intake",
            shard=0,
            seq=1,
            stream="customer-acme",
            version=1,
            key="acme",
            event_id=uuid4(),
            data=event,
            meta=Meta(correlation_id="c"),
            occurred_at=NOW,
            recorded_at=NOW,
        )
        evolved: CustomerRow | None = change.evolve(row, event, recorded)
        return evolved

    start: CustomerRow | None = None
    return reduce(step, events, start)


def test_a_correction_changes_the_name_and_nothing_else() -> None:
    registered = CustomerRegistered(customer_id="acme", name="Acne", ebc=True)
    corrected = CustomerCorrected(
        customer_id="acme", name="Acme", zone="Asia/Tokyo", corrected_by="office", personal=WHY
    )
    assert after(registered, corrected) == CustomerRow(customer_id="acme", name="Acme", ebc=True)


def test_continuity_that_was_bought_or_given_back_later_is_known() -> None:
    registered = CustomerRegistered(customer_id="acme", name="Acme")
    bought = EbcChanged(customer_id="acme", ebc=True, changed_by="office", personal=WHY)
    back = EbcChanged(customer_id="acme", ebc=False, changed_by="office", personal=WHY)
    assert after(registered, bought) == CustomerRow(customer_id="acme", name="Acme", ebc=True)
    assert after(registered, bought, back) == CustomerRow(
        customer_id="acme", name="Acme", ebc=False
    )
