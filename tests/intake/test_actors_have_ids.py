"""Somebody whose token names an address acts under an id: no table of intake has the address, and
what is one's own stays so."""

from events.sealing.person_ids import PersonIds
from intake.bootstrap import Intake
from tests.intake.intake_clients import Asker, IntakeClients
from tests.support.stored_words import where_stored
from webapi.identity import make_token

ADDRESS = "eve.smith@vendor.example"
ANNS = "ann.private@mail.example"


async def test_no_event_and_no_table_has_the_address_of_whoever_acts(
    clients: IntakeClients, intake: Intake
) -> None:
    eve = Asker(clients.client, make_token(clients.settings, "agent", subject=ADDRESS))
    await clients.customer()
    case = await clients.case()
    path = f"/v1/cases/{case['case_id']}"
    commented = await eve.post(f"{path}/comment", {"text": "Look at it."}, Idempotency_Key="k")
    assert commented.status_code == 200, commented.text

    assert await where_stored(intake.pool, "intake", [ADDRESS]) == []
    events = await intake.store.read_stream(f"case-{case['case_id']}", case["case_id"])
    assert events[-1].meta.actor == PersonIds(clients.settings.naming_secret()).id_of(ADDRESS)
    keys = await intake.pool.fetch("select owner from intake.es_sealing_key")
    assert f"staff/{events[-1].meta.actor}" in {row["owner"] for row in keys}


async def test_a_contact_whose_token_names_an_address_reads_and_writes_in_its_own_case(
    clients: IntakeClients, intake: Intake
) -> None:
    await clients.customer()
    case = await clients.case()
    token = make_token(clients.settings, "contact", customer_id="acme", user_id="ann", subject=ANNS)
    ann = Asker(clients.client, token)
    path = f"/v1/cases/{case['case_id']}"
    assert (await ann.get(path)).status_code == 200
    assert (await ann.post(f"{path}/comment", {"text": "Still so."})).status_code == 200
    events = await intake.store.read_stream(f"case-{case['case_id']}", case["case_id"])
    assert events[-1].meta.actor == "acme/ann"
    assert await where_stored(intake.pool, "intake", [ANNS]) == []
