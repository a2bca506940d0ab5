"""What leaves intake: events and promises about time to the broker, and nothing that people wrote
to the log lines.
"""

import io

import pytest

from events.broker.memory_broker import MemoryBroker
from events.watermark_records import watermarks_from_incoming
from intake.bootstrap import Intake
from tests.intake.intake_clients import IntakeClients, new_case
from webapi.logs import configure

WORDS = ("unmistakable", "unspeakable", "unrepeatable")


async def test_events_and_watermarks_are_sent(
    clients: IntakeClients, intake: Intake, broker: MemoryBroker
) -> None:
    await clients.customer()
    await clients.case()
    assert await intake.relay.step() == await clients.events()
    assert await intake.relay.step() == 0
    assert await intake.watermarks.step() > 0
    sent = [await broker.last_record("intake.events", shard) for shard in range(12)]
    promised = await broker.last_record("intake.watermarks", 0)
    assert promised is not None
    next_seqs = [each.next_seq for each in watermarks_from_incoming(promised).watermarks]
    assert [next_seq > 1 for next_seq in next_seqs] == [record is not None for record in sent]


async def test_no_word_of_a_case_reaches_a_log_line(
    clients: IntakeClients, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = io.StringIO()
    configure("intake", "json", stream=lines)
    await clients.customer()
    subject, description, text = WORDS
    case = await clients.agent.did("/v1/cases", new_case(subject=subject, description=description))
    await clients.agent.did(f"/v1/cases/{case['case_id']}/respond", {"text": text})
    await clients.agent.post("/v1/cases", new_case(subject=subject, priority="P5"))
    await clients.agent.post(f"/v1/cases/{case['case_id']}/reopen", {"text": text})
    output = lines.getvalue() + "".join(capsys.readouterr())
    assert "/v1/cases" in output
    assert not [word for word in WORDS if word in output]


async def test_nothing_is_taken_while_history_comes_in(
    clients: IntakeClients, intake: Intake
) -> None:
    await intake.store.begin_history()
    term = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    answer = await clients.admin.post(
        "/v1/customers", {"name": "Acme", "plan": "gold", "term": term}
    )
    assert (answer.status_code, answer.json()["code"]) == (503, "import-under-way")


async def test_it_is_ready_when_its_store_is(clients: IntakeClients) -> None:
    assert (await clients.client.get("/health/ready")).status_code == 200
    assert (await clients.client.get("/openapi.json")).status_code == 200
