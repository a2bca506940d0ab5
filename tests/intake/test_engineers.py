"""Cases are given to engineers that exist, and who acknowledges a P1's page has it (CP-26)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import pytest

from events.broker.memory_broker import MemoryBroker
from events.catalogue.on_call_events import EngineerDefined, EngineerDetails, PageReason
from events.catalogue.page_events import PageAcknowledged, PageRaised, PageResolved, PageText
from events.catalogue.registry import CATALOGUE
from events.catalogue.topics import TOPICS
from events.clock import MovableClock
from events.event import Event, Meta, Recorded
from events.sharding import shard_of
from intake.bootstrap import Intake
from intake.settings import IntakeSettings
from tests.intake.intake_clients import IntakeClients
from tests.support.sent_records import to_outgoing

AT = datetime(2026, 3, 2, 15, 5, tzinfo=UTC)
IDS = UUID("4b0d2c52-6c53-4f0e-9d6b-3b0f1f5f7a21")


@dataclass
class PagerFeed:
    """The notifier as intake hears of it."""

    intake: Intake
    broker: MemoryBroker
    shards: int
    recorded: list[Recorded] = field(default_factory=list)

    async def say(self, key: str, *events: Event) -> None:
        """The notifier records events, and intake applies them."""
        for event in events:
            await self.send([self.record(key, event)])
        await self.catch_up()

    def record(self, key: str, event: Event) -> Recorded:
        """Record an event that the notifier has yet to send."""
        shard = shard_of(key, self.shards)
        seq = sum(one.shard == shard for one in self.recorded) + 1
        self.recorded.append(
            Recorded(
                source="notifier",
                shard=shard,
                seq=seq,
                stream=key,
                version=seq,
                key=key,
                event_id=uuid5(IDS, f"{shard}/{seq}"),
                data=event,
                meta=Meta(correlation_id="request"),
                occurred_at=AT,
                recorded_at=AT,
            )
        )
        return self.recorded[-1]

    async def send(self, records: Sequence[Recorded]) -> None:
        """Put records into the topic."""
        await self.broker.create_topics({TOPICS["notifier"]: self.shards})
        publisher = await self.broker.publisher()
        sent = [to_outgoing(one, CATALOGUE) for one in records]
        await publisher.send(TOPICS["notifier"], sent)

    async def catch_up(self) -> None:
        """Let intake apply all that has come."""
        (follower,) = self.intake.consumers
        idle = 0
        while idle < 3:
            idle = 0 if await follower.step() else idle + 1

    async def acknowledged(
        self,
        case_id: str,
        by: str,
        reason: PageReason = "p1-opened",
        page_id: str = "p1",
        at: datetime = AT,
    ) -> None:
        """A page about the case was raised, and somebody has it."""
        await self.say(
            page_id,
            page_raised(page_id, case_id, reason),
            PageAcknowledged(page_id=page_id, by=by, via="api", at=at),
        )


def page_raised(page_id: str, case_id: str, reason: PageReason) -> PageRaised:
    return PageRaised(
        page_id=page_id,
        reason=reason,
        cause_id="cause",
        case_id=case_id,
        number="CASE-1",
        customer_id="acme",
        plan="gold",
        priority="P1",
        due_at=None,
        policy_id="standard",
        steps=(),
        raised_at=AT,
        personal=PageText(subject="Down"),
    )


def engineer(engineer_id: str) -> EngineerDefined:
    details = EngineerDetails(name=engineer_id, contact_methods=())
    return EngineerDefined(engineer_id=engineer_id, personal=details)


@pytest.fixture
async def pager(intake: Intake, broker: MemoryBroker, settings: IntakeSettings) -> PagerFeed:
    return PagerFeed(intake, broker, settings.shards)


@pytest.mark.rule("CP-26")
async def test_a_case_is_given_to_engineers_that_the_notifier_knows(
    clients: IntakeClients, pager: PagerFeed
) -> None:
    await clients.customer()
    path = f"/v1/cases/{(await clients.case(priority='P1'))['case_id']}"
    await pager.say("eve", engineer("eve"))
    refused = await clients.agent.post(f"{path}/assign", {"engineer_id": "nobody-we-know"})
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown-engineer")
    body = {"to_engineer_id": "nobody-we-know", "summary": "Half done"}
    refused = await clients.agent.post(f"{path}/hand-over", body)
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown-engineer")
    assert (await clients.agent.get(path)).json()["engineer_id"] is None
    assert (await clients.agent.did(f"{path}/assign", {"engineer_id": "eve"}))["version"] == 2


async def test_before_any_engineer_is_known_every_id_is_taken(
    clients: IntakeClients, pager: PagerFeed
) -> None:
    await clients.customer()
    path = f"/v1/cases/{(await clients.case())['case_id']}"
    await pager.catch_up()
    assert (await clients.agent.did(f"{path}/assign", {"engineer_id": "max"}))[
        "engineer_id"
    ] == "max"


async def test_who_acknowledges_a_p1s_page_has_the_case(
    clients: IntakeClients, pager: PagerFeed
) -> None:
    await clients.customer()
    case = await clients.case(priority="P1")
    path = f"/v1/cases/{case['case_id']}"
    assert case["uncovered"] is True
    await pager.acknowledged(case["case_id"], "max")
    now = (await clients.agent.get(path)).json()
    assert (now["engineer_id"], now["uncovered"]) == ("max", False)
    [_, assigned] = (await clients.agent.get(f"{path}/events")).json()["items"]
    assert (assigned["type"], assigned["actor"]) == ("intake.case.assigned.v1", "max")


async def test_two_who_acknowledge_pages_of_one_case_have_it_one_after_the_other(
    clients: IntakeClients, pager: PagerFeed
) -> None:
    await clients.customer()
    case = await clients.case(priority="P1")
    shard = [f"p{n}" for n in range(100) if shard_of(f"p{n}", pager.shards) == 0][:2]
    for n, (page_id, by) in enumerate(zip(shard, ("max", "eve"), strict=True)):
        at = AT + timedelta(minutes=n)
        await pager.acknowledged(case["case_id"], by, "deadline-warned", page_id, at)
    assert (await clients.agent.get(f"/v1/cases/{case['case_id']}")).json()["engineer_id"] == "eve"


async def test_an_acknowledgement_read_again_does_not_take_the_case_back(
    clients: IntakeClients, pager: PagerFeed
) -> None:
    await clients.customer()
    case = await clients.case(priority="P1")
    path = f"/v1/cases/{case['case_id']}"
    await pager.acknowledged(case["case_id"], "max")
    body = {"to_engineer_id": "eve", "summary": "Half done"}
    handed = await clients.agent.did(f"{path}/hand-over", body)
    await pager.intake.consumers[0].consumer.close()
    await pager.intake.pool.execute("delete from intake.checkpoint")
    await pager.catch_up()
    now = (await clients.agent.get(path)).json()
    assert (now["engineer_id"], now["version"]) == ("eve", handed["version"])


@pytest.mark.parametrize("assigned_before", [True, False])
async def test_an_acknowledgement_that_is_read_late_takes_the_case_from_nobody_who_got_it_since(
    clients: IntakeClients, pager: PagerFeed, store_clock: MovableClock, assigned_before: bool
) -> None:
    await clients.customer()
    case = await clients.case(priority="P1")
    path = f"/v1/cases/{case['case_id']}"
    if assigned_before:
        await clients.agent.did(f"{path}/assign", {"engineer_id": "max"})
    acknowledged_at = store_clock.now() + timedelta(minutes=5)
    store_clock.move(timedelta(minutes=10))
    body = {"to_engineer_id": "eve", "summary": "Half done"}
    handed = await clients.agent.did(f"{path}/hand-over", body)
    await pager.acknowledged(case["case_id"], "max", at=acknowledged_at)
    now = (await clients.agent.get(path)).json()
    assert (now["engineer_id"], now["version"]) == ("eve", handed["version"])


async def test_of_two_acknowledgements_in_one_batch_the_later_counts_not_the_one_read_last(
    clients: IntakeClients, pager: PagerFeed
) -> None:
    await clients.customer()
    case = await clients.case(priority="P1")
    one, two = [f"p{n}" for n in range(100) if shard_of(f"p{n}", pager.shards) == 0][:2]
    earlier, later = AT, AT + timedelta(minutes=1)
    news: list[tuple[str, Event]] = [
        (one, page_raised(one, case["case_id"], "p1-opened")),
        (two, page_raised(two, case["case_id"], "p1-idle")),
        (two, PageAcknowledged(page_id=two, by="eve", via="api", at=later)),
        (one, PageAcknowledged(page_id=one, by="max", via="api", at=earlier)),
    ]
    await pager.send([pager.record(key, event) for key, event in news])
    await pager.catch_up()
    now = (await clients.agent.get(f"/v1/cases/{case['case_id']}")).json()
    assert (now["engineer_id"], now["version"]) == ("eve", 2)


@pytest.mark.parametrize(
    ("reason", "resolved", "priority"),
    [("by-hand", False, "P1"), ("p1-opened", True, "P1"), ("deadline-breached", False, "P3")],
)
async def test_who_comes_to_help_or_answers_too_late_or_a_p3_has_no_case(
    clients: IntakeClients,
    pager: PagerFeed,
    reason: PageReason,
    resolved: bool,
    priority: str,
) -> None:
    await clients.customer()
    case = await clients.case(priority=priority)
    if resolved:
        over = PageResolved(page_id="p1", by="notifier", reason="case-closed", at=AT)
        taken = PageAcknowledged(page_id="p1", by="max", via="api", at=AT)
        await pager.say("p1", page_raised("p1", case["case_id"], reason), over, taken)
    else:
        await pager.acknowledged(case["case_id"], "max", reason)
    now = (await clients.agent.get(f"/v1/cases/{case['case_id']}")).json()
    assert (now["engineer_id"], now["version"]) == (None, 1)


@pytest.mark.parametrize(
    ("steps", "uncovered"),
    [
        ([], True),
        ([("request-information", {"text": "Which?"})], True),
        ([("provide-workaround", {"text": "Print on two"})], False),
        (
            [
                ("provide-workaround", {"text": "Print on two"}),
                ("request-information", {"text": "Which?"}),
            ],
            False,
        ),
        ([("assign", {"engineer_id": "eve"})], False),
        ([("resolve", {"text": "Restarted"})], False),
        ([("change-priority", {"priority": "P2", "reason": "Better"})], False),
    ],
)
async def test_a_p1_that_nobody_has_is_flagged_until_its_workaround(
    clients: IntakeClients, steps: Sequence[tuple[str, object]], uncovered: bool
) -> None:
    await clients.customer()
    case = await clients.case(priority="P1")
    for command, body in steps:
        case = await clients.agent.did(f"/v1/cases/{case['case_id']}/{command}", body)
    assert case["uncovered"] is uncovered
    states = "open,waiting-on-customer,worked-around,resolved"
    listed = (await clients.agent.get(f"/v1/cases?status={states}")).json()["items"]
    assert [it["uncovered"] for it in listed] == [uncovered]
    seen = (await clients.contact().get(f"/v1/cases/{case['case_id']}")).json()
    assert seen["uncovered"] is None
