"""Which name of a customer messages say: the last one that was told."""

from uuid import uuid4

from events.catalogue.customer_events import (
    CustomerCorrected,
    CustomerRegistered,
    EbcChanged,
    Reason,
)
from events.event import Event, Meta, Recorded
from notifier.reactions.findings import customer_names_of
from tests.notifier.test_reliefs import NOW

WHY = Reason(text="It was misspelt.")


def recorded(seq: int, event: Event) -> Recorded:
    return Recorded(
        source="intake",
        shard=0,
        seq=seq,
        stream="customer-acme",
        version=seq,
        key="acme",
        event_id=uuid4(),
        data=event,
        meta=Meta(correlation_id="c"),
        occurred_at=NOW,
        recorded_at=NOW,
    )


def test_a_corrected_name_takes_the_place_of_the_first_one() -> None:
    registered = recorded(1, CustomerRegistered(customer_id="acme", name="Acne"))
    corrected = recorded(
        2,
        CustomerCorrected(
            customer_id="acme", name="Acme", zone=None, corrected_by="office", personal=WHY
        ),
    )
    other = recorded(3, EbcChanged(customer_id="acme", ebc=True, changed_by="office", personal=WHY))
    assert customer_names_of([registered]) == {"acme": "Acne"}
    assert customer_names_of([registered, corrected, other]) == {"acme": "Acme"}
