"""Webhooks against a real HTTP server that takes what is sent, fails, hangs and redirects."""

import asyncio
import json
from collections.abc import Sequence
from datetime import timedelta

import asyncpg
import pytest
from standardwebhooks import WebhookVerificationError

from events.clock import MovableClock
from intake.bootstrap import Intake
from intake.domain.retry_delivery import MOST_ATTEMPTS
from intake.settings import IntakeSettings
from tests.intake.hooked import HOOKS, Hooked
from tests.intake.intake_clients import IntakeClients
from tests.support.hook_receiver import BROKEN, HANG, OK, answering, hook_receiver

DEADLINE_S = 10.0
"""Far beyond what an answer takes, also on a busy machine."""
DAY, LEASE = timedelta(days=1), timedelta(seconds=DEADLINE_S + 16)
A_WHILE = timedelta(minutes=1)
OPENED, COMMENTED = "intake.case.opened", "intake.case.commented"


@pytest.fixture
def deadline_s() -> float:
    return DEADLINE_S


@pytest.fixture
def settings(intake_dsn: str, deadline_s: float) -> IntakeSettings:
    return IntakeSettings(
        database_url=intake_dsn,
        kafka_bootstrap_servers="nowhere:1",
        jwt_secret="a secret that is only good for tests, and long enough",
        allow_loopback_webhooks=True,
        webhook_timeout_s=deadline_s,
    )


@pytest.fixture
async def hooked(intake: Intake, clients: IntakeClients, store_clock: MovableClock) -> Hooked:
    await clients.customer("acme")
    return Hooked(clients, intake, store_clock)


async def test_an_event_is_sent_as_its_customer_may_read_it_and_signed(hooked: Hooked) -> None:
    async with hook_receiver() as receiver:
        hook = await hooked.subscribe(receiver.url)
        case_id = await hooked.case()
        await hooked.say(case_id, "note")
        await hooked.say(case_id, "comment")
        await hooked.send()

    assert sorted(receiver.types) == ["commented", "opened"]
    feed = (await hooked.clients.contact().get("/v1/events")).json()["items"]
    by_id = {item["event_id"]: item for item in feed}
    for one in receiver.received:
        message = one.verified(hook["secret"])
        assert message["data"] == by_id[one.headers["webhook-id"]]
        assert message["type"] == message["data"]["type"].rpartition(".v")[0]
        assert message["timestamp"] == message["data"]["occurred_at"]
    assert {d["state"] for d in await hooked.deliveries(hook["webhook_id"])} == {"delivered"}


@pytest.mark.rule("CP-15")
async def test_that_support_is_reached_otherwise_is_sent_to_every_customers_webhooks(
    hooked: Hooked,
) -> None:
    """CP-15: also to a vendor's webhook, and once to each."""
    await hooked.clients.customer("globex")
    access = {
        "language": "English",
        "portal": "https://help.example.com",
        "procedure": "Log every request in the portal.",
        "numbers": [
            {"callers": "vendor-country", "number": "+1 313 555 0180"},
            {"callers": "elsewhere", "number": "+1 313 555 0181"},
        ],
        "reason": "The old numbers end in April.",
    }
    async with hook_receiver() as receiver, hook_receiver() as of_cases:
        hooks = [
            await hooked.subscribe(receiver.url, customer_id=customer_id)
            for customer_id in ("acme", "globex", None)
        ]
        await hooked.subscribe(of_cases.url, OPENED)
        changed = await hooked.clients.admin.put("/v1/plans/support/2026-05-01", access)
        assert changed.status_code == 200, changed.text
        await hooked.send()

    assert (len(receiver.received), of_cases.received) == (3, [])
    feed = (await hooked.clients.contact().get("/v1/events")).json()["items"]
    [news] = [item for item in feed if item["type"].startswith("intake.support.access-changed")]
    assert news["data"]["portal"] == "https://help.example.com"
    assert [json.loads(one.body)["data"] for one in receiver.received] == [news] * 3
    for hook in hooks:
        [delivery] = await hooked.deliveries(hook["webhook_id"])
        assert delivery["state"] == "delivered"


async def test_only_what_was_asked_for_is_sent_and_only_of_ones_own_customer(
    hooked: Hooked,
) -> None:
    await hooked.clients.customer("globex")
    async with hook_receiver() as own, hook_receiver() as all_of_them:
        await hooked.subscribe(own.url, COMMENTED)
        await hooked.subscribe(all_of_them.url, OPENED, customer_id=None)
        await hooked.clients.case("globex")
        await hooked.say(await hooked.case(), "comment")
        await hooked.send()

    assert own.types == ["commented"]
    assert all_of_them.types == ["opened", "opened"]


async def test_what_was_before_a_webhook_is_not_sent_and_nothing_is_queued_twice(
    hooked: Hooked, intake_dsn: str
) -> None:
    async with hook_receiver() as receiver:
        await hooked.case()
        hooked.store_clock.move(A_WHILE)
        hook = await hooked.subscribe(receiver.url)
        hooked.store_clock.move(A_WHILE)
        await hooked.case()
        await hooked.send()
        connection = await asyncpg.connect(intake_dsn)
        await connection.execute("update intake.webhook_delivery_position set next_seq = 1")
        await connection.close()
        await hooked.send(A_WHILE)

    assert receiver.types == ["opened"]
    assert len(await hooked.deliveries(hook["webhook_id"])) == 1


async def test_a_log_that_is_read_anew_a_day_later_is_not_told_again(
    hooked: Hooked,
) -> None:
    async with hook_receiver() as receiver:
        await hooked.subscribe(receiver.url)
        await hooked.case()
        # As in a store that was put in place of another: nothing is queued of it yet.
        await hooked.send(DAY)

    assert receiver.types == []


async def test_what_fails_is_tried_again_under_the_same_id(hooked: Hooked) -> None:
    async with hook_receiver(BROKEN, BROKEN, OK) as receiver:
        hook = await hooked.subscribe(receiver.url)
        await hooked.case()
        tried = [await hooked.send(), await hooked.send(), await hooked.send(timedelta(seconds=6))]
        [failed] = await hooked.deliveries(hook["webhook_id"])
        await hooked.send(timedelta(minutes=6))

    assert tried == [1, 0, 1]
    assert (failed["state"], failed["attempts"], failed["status_code"]) == ("pending", 2, 500)
    assert failed["problem"] == "http-500"
    assert len({one.headers["webhook-id"] for one in receiver.received}) == 1
    assert [one.verified(hook["secret"])["type"] for one in receiver.received] == [OPENED] * 3
    [taken] = await hooked.deliveries(hook["webhook_id"])
    assert (taken["state"], taken["attempts"], taken["problem"]) == ("delivered", 3, None)


async def test_a_replay_does_not_wait_for_the_next_try(hooked: Hooked) -> None:
    async with hook_receiver(BROKEN, OK) as receiver:
        hook = await hooked.subscribe(receiver.url)
        await hooked.case()
        await hooked.send()
        [waiting] = await hooked.deliveries(hook["webhook_id"])
        path = f"{HOOKS}/{hook['webhook_id']}/deliveries/{waiting['delivery_id']}/replay"
        assert (await hooked.clients.admin.post(path)).status_code == 202
        await hooked.send()

    assert waiting["state"] == "pending"
    [taken] = await hooked.deliveries(hook["webhook_id"])
    assert (taken["state"], taken["attempts"], len(receiver.received)) == ("delivered", 1, 2)


async def test_what_was_asked_for_long_ago_is_not_done_again(hooked: Hooked) -> None:
    async with hook_receiver() as receiver:
        hook = await hooked.subscribe(receiver.url)
        await hooked.clients.admin.did(f"{HOOKS}/{hook['webhook_id']}/test", {})
        # As in a store that was put in place of another.
        await hooked.send(2 * DAY)

    assert receiver.types == []


@pytest.mark.parametrize("deadline_s", [2.0])
async def test_a_receiver_that_hangs_holds_up_nobody_else(hooked: Hooked) -> None:
    async with hook_receiver(HANG) as hanging, hook_receiver() as other:
        stuck = await hooked.subscribe(hanging.url)
        await hooked.subscribe(other.url)
        await hooked.case()
        await hooked.case()
        await hooked.queue()
        workers = await hooked.intake.webhooks.sender.begin()
        await asyncio.wait(workers, return_when=asyncio.FIRST_COMPLETED)

        assert (len(other.received), len(hanging.received)) == (2, 1)
        await asyncio.gather(*workers)

    problems = {d["problem"] for d in await hooked.deliveries(stuck["webhook_id"])}
    assert problems == {"no-answer-in-time", None}


async def test_a_redirect_is_not_followed(hooked: Hooked) -> None:
    async with hook_receiver() as elsewhere:
        moved = answering("307 Temporary Redirect", f"Location: {elsewhere.url}")
        async with hook_receiver(moved) as receiver:
            hook = await hooked.subscribe(receiver.url)
            await hooked.case()
            await hooked.send()

    [delivery] = await hooked.deliveries(hook["webhook_id"])
    assert (delivery["state"], delivery["problem"]) == ("pending", "http-307")
    assert (len(receiver.received), elsewhere.received) == (1, [])


async def test_a_receiver_that_asks_for_time_gets_it_for_all_that_is_due(hooked: Hooked) -> None:
    later = answering("429 Too Many Requests", "Retry-After: 600")
    async with hook_receiver(later, OK) as receiver:
        await hooked.subscribe(receiver.url)
        await hooked.case()
        await hooked.case()
        tried = [await hooked.send(), await hooked.send(timedelta(minutes=9))]
        tried.append(await hooked.send(timedelta(minutes=2)))

    assert tried == [1, 0, 2]
    assert receiver.types == ["opened"] * 3


async def test_a_receiver_that_is_gone_is_sent_nothing_more(hooked: Hooked) -> None:
    async with hook_receiver(answering("410 Gone"), OK) as receiver:
        hook = await hooked.subscribe(receiver.url)
        await hooked.case()
        await hooked.send()
        await hooked.case()
        await hooked.send(A_WHILE)

    assert len(receiver.received) == 1
    webhook = await hooked.webhook(hook["webhook_id"])
    assert (webhook["state"], webhook["disabled_for"]) == ("disabled", "gone")


async def dead(hooked: Hooked, webhook_id: str) -> str:
    """Let a day go by in which the receiver fails; the id of what died of it."""
    for _ in range(MOST_ATTEMPTS):
        await hooked.send(timedelta(hours=9))
    [delivery] = await hooked.deliveries(webhook_id, "?state=dead")
    return str(delivery["delivery_id"])


async def test_after_a_day_it_is_dead_and_the_webhook_disabled_until_somebody_resumes_it(
    hooked: Hooked,
) -> None:
    async with hook_receiver(*[BROKEN] * MOST_ATTEMPTS, OK) as receiver:
        hook = await hooked.subscribe(receiver.url)
        webhook_id = hook["webhook_id"]
        await hooked.case()
        await hooked.queue()
        event_id = await dead(hooked, webhook_id)
        state = await hooked.webhook(webhook_id)
        replay = f"{HOOKS}/{webhook_id}/deliveries/{event_id}/replay"
        refused = await hooked.clients.admin.post(replay)
        await hooked.change(webhook_id, state="active")
        assert (await hooked.clients.admin.post(replay)).status_code == 202
        await hooked.send()

    assert (state["state"], state["disabled_for"]) == ("disabled", "failed-for-a-day")
    assert (refused.status_code, refused.json()["code"]) == (409, "webhook-not-active")
    assert len(receiver.received) == MOST_ATTEMPTS + 1
    assert receiver.received[-1].headers["webhook-id"] == event_id
    [delivery] = await hooked.deliveries(webhook_id)
    assert (delivery["state"], delivery["attempts"]) == ("delivered", 1)


async def test_a_webhook_that_took_something_meanwhile_is_not_disabled(hooked: Hooked) -> None:
    async with hook_receiver(BROKEN, OK, BROKEN) as receiver:
        hook = await hooked.subscribe(receiver.url)
        await hooked.case()
        await hooked.send()
        await hooked.case()
        assert await hooked.send() == 1
        await dead(hooked, hook["webhook_id"])

    assert (await hooked.webhook(hook["webhook_id"]))["state"] == "active"


async def test_a_webhook_that_was_resumed_fails_for_another_day_before_it_is_disabled(
    hooked: Hooked,
) -> None:
    async with hook_receiver(BROKEN) as receiver:
        hook = await hooked.subscribe(receiver.url)
        webhook_id = hook["webhook_id"]
        await hooked.case()
        await hooked.case()
        # They take turns, though not strictly: pauses are drawn, and each failure puts off whatever
        # else is due.
        tries = 0
        while (failing := await hooked.webhook(webhook_id))["state"] == "active":
            tries += await hooked.send(timedelta(hours=9))
        [waiting] = await hooked.deliveries(webhook_id, "?state=pending")
        await hooked.change(webhook_id, state="active")
        await hooked.send(timedelta(hours=9))
        [tried] = await hooked.deliveries(webhook_id, "?state=pending")
        resumed = await hooked.webhook(webhook_id)
        for _ in range(MOST_ATTEMPTS - 1):
            await hooked.send(timedelta(hours=9))

    assert (failing["disabled_for"], tries) == (
        "failed-for-a-day",
        MOST_ATTEMPTS + waiting["attempts"],
    )
    assert waiting["attempts"] > 1
    assert (tried["attempts"], resumed["state"]) == (1, "active")
    assert (await hooked.webhook(webhook_id))["disabled_for"] == "failed-for-a-day"


async def test_an_address_that_is_new_is_not_held_to_what_the_old_one_failed(
    hooked: Hooked,
) -> None:
    async with hook_receiver(BROKEN) as old, hook_receiver(BROKEN) as new:
        hook = await hooked.subscribe(old.url)
        await hooked.case()
        await hooked.queue()
        for _ in range(MOST_ATTEMPTS - 1):
            await hooked.send(timedelta(hours=9))
        await hooked.change(hook["webhook_id"], url=new.url)
        await hooked.send(timedelta(hours=9))

    [delivery] = await hooked.deliveries(hook["webhook_id"])
    assert (len(new.received), delivery["state"], delivery["attempts"]) == (1, "pending", 1)


async def test_what_cannot_be_written_is_tried_for_a_day_and_held_against_no_receiver(
    hooked: Hooked, intake_dsn: str
) -> None:
    async with hook_receiver() as receiver:
        hook = await hooked.subscribe(receiver.url)
        case_id = await hooked.case()
        await hooked.queue()
        connection = await asyncpg.connect(intake_dsn)
        # As in a list that is being made anew: nobody can say whose case it is.
        await connection.execute("delete from intake.case_list where case_id = $1", case_id)
        await connection.close()
        tried = [await hooked.send(), await hooked.send(timedelta(minutes=4))]
        [unwritten] = await hooked.deliveries(hook["webhook_id"])
        died = await dead(hooked, hook["webhook_id"])

    assert tried == [1, 1]
    assert (unwritten["attempts"], unwritten["problem"]) == (2, "message-not-written")
    assert (died, receiver.received) == (unwritten["delivery_id"], [])
    assert (await hooked.webhook(hook["webhook_id"]))["state"] == "active"


async def test_the_rest_of_a_replay_waits_while_the_webhook_is_paused(hooked: Hooked) -> None:
    async with hook_receiver() as receiver:
        since = hooked.store_clock.now().isoformat()
        await hooked.case()
        hooked.store_clock.move(A_WHILE)
        hook = await hooked.subscribe(receiver.url)
        path = f"{HOOKS}/{hook['webhook_id']}"
        await hooked.queue()
        await hooked.clients.admin.did(f"{path}/replay", {"since": since})
        await hooked.change(hook["webhook_id"], state="paused")
        paused = await hooked.send(A_WHILE)
        queued = await hooked.deliveries(hook["webhook_id"])
        await hooked.change(hook["webhook_id"], state="active")
        await hooked.send(A_WHILE)

    assert (paused, queued, receiver.types) == (0, [], ["opened"])


async def test_a_long_replay_holds_up_nobody_elses(hooked: Hooked, intake_dsn: str) -> None:
    async with hook_receiver() as receiver:
        hooks = [await hooked.subscribe(receiver.url) for _ in range(2)]
        await hooked.case()
        await hooked.send()
        connection = await asyncpg.connect(intake_dsn)
        first, second = sorted(hook["webhook_id"] for hook in hooks)
        # Each step reads some of one of them: the first has no end for as long as this goes on.
        await connection.execute(
            "insert into intake.webhook_replay select $1, shard, 1, 1000000 from"
            " intake.webhook_delivery_position",
            first,
        )
        await hooked.clients.admin.did(
            f"{HOOKS}/{second}/replay", {"since": "2026-03-01T00:00:00Z"}
        )
        for _ in range(4 * hooked.clients.store.shards):
            await hooked.intake.webhooks.queue.step()
        left = await connection.fetchval(
            "select count(*) from intake.webhook_replay where webhook_id = $1", second
        )
        await connection.close()

    assert left == 0


async def test_what_was_missed_while_it_was_paused_is_sent_by_a_replay(hooked: Hooked) -> None:
    async with hook_receiver() as receiver:
        hook = await hooked.subscribe(receiver.url)
        path = f"{HOOKS}/{hook['webhook_id']}"
        await hooked.change(hook["webhook_id"], state="paused")
        since = hooked.store_clock.now().isoformat()
        cursor = (await hooked.clients.contact().get("/v1/events")).json()["next"]
        await hooked.case()
        await hooked.send(A_WHILE)
        await hooked.change(hook["webhook_id"], state="active")
        await hooked.send(A_WHILE)
        missed = len(receiver.received)
        await hooked.clients.admin.did(f"{path}/replay", {"since": since})
        await hooked.send()
        await hooked.clients.admin.did(f"{path}/replay", {"after": cursor})
        await hooked.send()

    assert missed == 0
    assert receiver.types == ["opened", "opened"]
    assert len({one.headers["webhook-id"] for one in receiver.received}) == 1


async def test_while_a_secret_is_replaced_both_sign_and_a_day_later_the_new_one_alone(
    hooked: Hooked,
) -> None:
    async with hook_receiver() as receiver:
        hook = await hooked.subscribe(receiver.url)
        rotated = await hooked.clients.admin.did(f"{HOOKS}/{hook['webhook_id']}/rotate-secret")
        await hooked.case()
        await hooked.send()
        hooked.store_clock.move(DAY)
        await hooked.case()
        await hooked.send()

    first, second = receiver.received
    assert first.verified(hook["secret"]) == first.verified(rotated["secret"])
    assert second.verified(rotated["secret"])["type"] == OPENED
    with pytest.raises(WebhookVerificationError):
        second.verified(hook["secret"])


async def test_a_delivery_is_one_senders_at_a_time_and_comes_free_when_that_one_dies(
    hooked: Hooked,
) -> None:
    async with hook_receiver() as receiver:
        hook = await hooked.subscribe(receiver.url)
        await hooked.case()
        await hooked.queue()
        sending = hooked.intake.webhooks
        claims = [sending.tidy.claims.take(hook["webhook_id"]) for _ in range(4)]
        taken = [claim for claim in await asyncio.gather(*claims) if claim]
        waiting = await hooked.send()
        await hooked.send(LEASE)

    assert (len(taken), waiting) == (1, 0)
    [received] = receiver.received
    assert received.headers["webhook-id"] == str(taken[0].event_id)
    [delivery] = await hooked.deliveries(hook["webhook_id"])
    assert (delivery["state"], delivery["attempts"]) == ("delivered", 2)


async def test_what_never_comes_to_an_end_is_given_up(hooked: Hooked) -> None:
    async with hook_receiver() as receiver:
        hook = await hooked.subscribe(receiver.url)
        await hooked.case()
        await hooked.queue()
        for _ in range(MOST_ATTEMPTS):
            # As a process that is ended while it sends.
            await hooked.intake.webhooks.tidy.claims.take(hook["webhook_id"])
            hooked.store_clock.move(LEASE)
        await hooked.send()

    assert receiver.received == []
    [delivery] = await hooked.deliveries(hook["webhook_id"])
    assert (delivery["state"], delivery["problem"]) == ("dead", "attempts-without-an-end")
    # Processes that end are nothing that its receiver did.
    assert (await hooked.webhook(hook["webhook_id"]))["state"] == "active"


async def test_nothing_is_sent_unsigned(hooked: Hooked, intake_dsn: str) -> None:
    async with hook_receiver() as receiver:
        hook = await hooked.subscribe(receiver.url)
        connection = await asyncpg.connect(intake_dsn)
        # As in a store that was restored from an export.
        await connection.execute("delete from intake.webhook_secret")
        await connection.close()
        await hooked.case()
        await hooked.send()
        [unsigned] = await hooked.deliveries(hook["webhook_id"])
        new = await hooked.clients.admin.did(f"{HOOKS}/{hook['webhook_id']}/rotate-secret")
        await hooked.send(A_WHILE)

    assert (unsigned["state"], unsigned["problem"]) == ("pending", "secret-missing")
    [received] = receiver.received
    assert received.verified(new["secret"])["type"] == OPENED


async def test_whoever_was_overtaken_writes_down_no_outcome(hooked: Hooked) -> None:
    async with hook_receiver() as receiver:
        hook = await hooked.subscribe(receiver.url)
        await hooked.case()
        await hooked.queue()
        claims = hooked.intake.webhooks.tidy.claims
        late = await claims.take(hook["webhook_id"])
        assert late is not None
        await hooked.send(LEASE)
        await claims.give_up(late, None, "not-connected")

    [delivery] = await hooked.deliveries(hook["webhook_id"])
    assert (delivery["state"], delivery["problem"]) == ("delivered", None)


async def test_a_receiver_is_tried_once_in_whatever_state_the_webhook_is(hooked: Hooked) -> None:
    async with hook_receiver(BROKEN, OK) as receiver:
        hook = await hooked.subscribe(receiver.url)
        path = f"{HOOKS}/{hook['webhook_id']}"
        await hooked.change(hook["webhook_id"], state="paused")
        outcomes = []
        for _ in range(2):
            test = await hooked.clients.admin.did(f"{path}/test")
            await hooked.send(A_WHILE)
            answer = await hooked.clients.admin.get(f"{path}/deliveries/{test['delivery_id']}")
            outcomes.append((answer.json()["state"], answer.json()["problem"]))

    assert outcomes == [("dead", "http-500"), ("delivered", None)]
    message = receiver.received[-1].verified(hook["secret"])
    assert (message["type"], message["data"]) == ("tocsin.test", {"webhook_id": hook["webhook_id"]})
    assert (await hooked.webhook(hook["webhook_id"]))["state"] == "paused"


async def test_of_a_webhook_that_was_taken_away_nothing_is_left(
    hooked: Hooked, intake_dsn: str
) -> None:
    async with hook_receiver(BROKEN) as receiver:
        hook = await hooked.subscribe(receiver.url)
        await hooked.case()
        await hooked.send()
        gone = await hooked.clients.admin.ask("DELETE", f"{HOOKS}/{hook['webhook_id']}")
        await hooked.send(DAY)

    assert (gone.status_code, len(receiver.received)) == (200, 1)
    assert (await hooked.clients.admin.get(f"{HOOKS}/{hook['webhook_id']}")).status_code == 404
    assert await counts(intake_dsn, ["webhook", "webhook_delivery", "webhook_secret"]) == [0, 0, 0]


async def test_what_was_sent_a_month_ago_is_forgotten_and_can_still_be_sent_again(
    hooked: Hooked, intake_dsn: str
) -> None:
    async with hook_receiver() as receiver:
        hook = await hooked.subscribe(receiver.url)
        since = hooked.store_clock.now().isoformat()
        await hooked.case()
        await hooked.send()
        hooked.store_clock.move(31 * DAY)
        await hooked.intake.webhooks.tidy.step()
        forgotten = await counts(intake_dsn, ["webhook_delivery"])
        path = f"{HOOKS}/{hook['webhook_id']}/replay"
        await hooked.clients.admin.did(path, {"since": since})
        await hooked.send()

    assert forgotten == [0]
    assert receiver.types == ["opened", "opened"]


async def test_what_belongs_to_no_webhook_is_neither_counted_nor_kept(
    hooked: Hooked, intake_dsn: str
) -> None:
    async with hook_receiver() as receiver:
        hook = await hooked.subscribe(receiver.url)
        await hooked.case()
        await hooked.queue()
        claims = hooked.intake.webhooks.tidy.claims
        waiting = [await claims.waiting()]
        connection = await asyncpg.connect(intake_dsn)
        # As where one instance queues from a shard while another reads that it was taken away.
        await connection.execute(
            "delete from intake.webhook where webhook_id = $1", hook["webhook_id"]
        )
        await connection.close()
        waiting.append(await claims.waiting())
        await claims.tidy()

    assert waiting == [1, 0]
    assert await counts(intake_dsn, ["webhook_delivery"]) == [0]


async def counts(dsn: str, tables: Sequence[str]) -> list[int]:
    connection = await asyncpg.connect(dsn)
    try:
        return [await connection.fetchval(f"select count(*) from intake.{it}") for it in tables]
    finally:
        await connection.close()
