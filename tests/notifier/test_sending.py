"""Messages: at least once to the provider, once per key, never after an acknowledgement, and never
lost by a crash.
"""

import asyncio
from datetime import timedelta

from notifier.channels.channel import Delivered, Refused, TryLater, Unknown
from tests.notifier.night import Night


async def outcomes(night: Night) -> list[str]:
    return [attempt.status for page in reversed(await night.pages()) for attempt in page.attempts]


async def test_a_crash_between_sending_and_writing_it_down_sends_again_under_the_same_key(
    night: Night,
) -> None:
    night.provider.hangs = True
    await read_p1(night)
    dying = asyncio.create_task(night.notifier.sender.step())
    await night.provider.called.wait()
    dying.cancel()
    await asyncio.wait([dying])
    night.provider.hangs = False

    await night.run_due()
    assert len(night.provider.calls) == 1
    await night.pass_time(seconds=31)

    assert (len(night.provider.calls), len(night.provider.shown)) == (2, 1)
    assert await outcomes(night) == ["sent"]


async def test_a_lost_answer_is_unknown_and_sent_again_under_the_same_key(night: Night) -> None:
    night.provider.answers = [Unknown("no-answer-in-time")]
    night.teller.opens("1")
    await night.run_due()
    assert await outcomes(night) == ["unknown"]

    await night.pass_time(seconds=1)

    assert await outcomes(night) == ["sent"]
    assert (len(night.provider.calls), len(night.provider.shown)) == (2, 1)


async def test_what_was_unknown_is_not_sent_again_after_an_acknowledgement(night: Night) -> None:
    night.provider.answers = [Unknown("no-answer-in-time")]
    night.teller.opens("1")
    await night.run_due()
    await acknowledge(night)

    await night.pass_time(minutes=19)

    assert (len(night.provider.calls), await outcomes(night)) == (1, ["unknown"])


async def test_a_busy_provider_is_tried_again_later_and_later(night: Night) -> None:
    night.provider.answers = [TryLater("http-503"), TryLater("http-503")]
    night.teller.opens("1")
    await night.run_due()
    assert len(night.provider.calls) == 1
    await night.pass_time(seconds=1)
    assert len(night.provider.calls) == 2
    await night.pass_time(seconds=1)
    assert len(night.provider.calls) == 2

    await night.pass_time(seconds=1)

    (page,) = await night.pages()
    assert [(attempt.status, attempt.tries, attempt.late_by_s) for attempt in page.attempts] == [
        ("sent", 3, 3.0)
    ]


async def test_a_provider_that_never_takes_it_is_given_up_and_said_to_have_failed(
    night: Night,
) -> None:
    night.provider.answers = [TryLater("http-503")] * 100
    night.teller.opens("1")
    await night.run_due()
    for _ in range(9):
        await night.pass_time(seconds=60)

    (page,) = await night.pages()
    assert (page.attempts[0].status, page.attempts[0].problem) == ("failed", "tries-ran-out")


async def test_a_refusal_is_final_and_the_chain_goes_on_at_once(night: Night) -> None:
    night.provider.answers = [Refused("http-404")]
    night.teller.opens("1")
    await night.run_due()

    await night.pass_time(seconds=1)

    assert await outcomes(night) == ["failed", "sent"]


async def test_no_message_follows_an_acknowledgement(night: Night) -> None:
    await both_ways(night)
    night.teller.opens("1")
    await night.run_due()
    await acknowledge(night)

    await night.pass_time(minutes=19)

    assert len(night.provider.calls) == 1
    assert await outcomes(night) == ["sent", "dropped"]


async def test_state_is_read_again_right_before_sending(night: Night) -> None:
    await read_p1(night)
    claims = night.notifier.sender.parts.claims
    taken = await claims.take(await due_keys(night))
    await acknowledge(night)

    assert (len(taken), await claims.still_mine(taken)) == (1, [])


async def test_two_senders_never_hold_the_same_message(night: Night) -> None:
    await read_p1(night)
    claims, keys = night.notifier.sender.parts.claims, await due_keys(night)

    assert [len(await claims.take(keys)), len(await claims.take(keys))] == [1, 0]


async def test_a_storm_of_breaches_is_one_message_beyond_the_share_and_p1s_still_come_alone(
    night: Night,
) -> None:
    for number in range(12):
        night.teller.breaches(f"b{number}", priority="P3")
    night.teller.opens("p1")

    await night.run_due()

    to_noa = [message for address, message in night.provider.calls if address.endswith("noa")]
    alone = [message for message in to_noa if not message.also]
    assert {message.facts.case_id for message in alone} >= {"p1"}
    assert sum(1 + len(message.also) for message in to_noa) == 13
    assert len(to_noa) <= 7


async def test_an_engineer_whose_methods_changed_is_reached_by_the_new_address(
    night: Night,
) -> None:
    night.provider.answers = [TryLater("not-connected")]
    night.teller.opens("1")
    await night.run_due()
    method = {"kind": "webhook", "address": "https://hooks.example/new"}
    async with night.client() as admin:
        await admin.put(
            "/v1/engineers/noa", json={"name": "Noa Rivera", "contact_methods": [method]}
        )

    await night.pass_time(seconds=1)

    assert night.provider.addresses == ["https://hooks.example/noa", "https://hooks.example/new"]


async def test_a_method_that_is_gone_is_a_failure_that_says_so(night: Night) -> None:
    night.provider.answers = [TryLater("not-connected")]
    night.teller.opens("1")
    await night.run_due()
    async with night.client() as admin:
        await admin.put("/v1/engineers/noa", json={"name": "Noa Rivera", "contact_methods": []})

    await night.pass_time(seconds=1)

    (page,) = await night.pages()
    assert [attempt.problem for attempt in page.attempts] == ["contact-method-gone", None]


async def test_the_message_carries_its_own_link_and_the_providers_id_is_kept(night: Night) -> None:
    night.provider.answers = [Delivered("abc")]
    night.teller.opens("1")

    await night.run_due()

    (page,) = await night.pages()
    assert night.provider.calls[0][1].acknowledge_url.startswith("https://tocsin.example/a/")
    assert [attempt.provider_id for attempt in page.attempts] == ["abc"]


async def test_a_p1_goes_though_a_sender_died_with_another_message_to_the_same_address(
    night: Night,
) -> None:
    night.teller.breaches("b", priority="P3")
    while await night.notifier.consumers[0].step():
        pass
    await night.notifier.sender.parts.claims.take(await due_keys(night))

    night.teller.opens("1")
    night.teller.breaches("c", priority="P3")
    await night.run_due()

    assert night.provider.reasons == ["p1-opened"]


async def test_what_a_dead_sender_held_goes_after_its_lease_in_order(night: Night) -> None:
    night.teller.breaches("b", priority="P3")
    while await night.notifier.consumers[0].step():
        pass
    await night.notifier.sender.parts.claims.take(await due_keys(night))
    night.clock.move(timedelta(seconds=1))
    night.teller.breaches("c", priority="P3")
    await night.run_due()

    await night.pass_time(seconds=30)

    assert [message.facts.case_id for _, message in night.provider.calls] == ["b", "c"]


async def test_a_message_says_how_things_are_when_the_line_is_open(night: Night) -> None:
    async def seconds_pass() -> None:
        night.clock.move(timedelta(seconds=12))

    night.provider.on_line = seconds_pass
    night.teller.opens("1")

    await night.run_due()

    ((_, message),) = night.provider.calls
    assert message.now - message.facts.raised_at == timedelta(seconds=12)


async def test_an_acknowledgement_while_the_line_is_being_opened_stops_the_message(
    night: Night,
) -> None:
    night.provider.on_line = lambda: acknowledge(night)
    night.teller.opens("1")

    await night.run_due()

    assert (night.provider.calls, await outcomes(night)) == ([], ["dropped"])


async def test_an_address_that_changes_while_the_line_is_being_opened_gets_the_message(
    night: Night,
) -> None:
    method = {"kind": "webhook", "address": "https://hooks.example/new"}

    async def move() -> None:
        async with night.client() as admin:
            await admin.put(
                "/v1/engineers/noa", json={"name": "Noa Rivera", "contact_methods": [method]}
            )

    night.provider.on_line = move
    night.teller.opens("1")

    await night.run_due()

    assert night.provider.addresses == ["https://hooks.example/new"]
    (page,) = await night.pages()
    assert [(attempt.status, attempt.tries) for attempt in page.attempts] == [("sent", 1)]


async def test_a_provider_that_asks_for_time_gets_it_and_no_try_is_used_up(night: Night) -> None:
    night.provider.answers = [TryLater("http-429", timedelta(seconds=30))] * 2
    night.teller.opens("1")
    await night.run_due()
    await night.pass_time(seconds=29)
    assert len(night.provider.calls) == 1

    await night.pass_time(seconds=1)
    await night.pass_time(seconds=30)

    (page,) = await night.pages()
    assert [(attempt.status, attempt.tries) for attempt in page.attempts] == [("sent", 1)]


async def test_what_else_is_due_to_a_provider_that_asks_for_time_waits_too(night: Night) -> None:
    night.provider.answers = [TryLater("http-429", timedelta(seconds=30))]
    for number in range(5):
        night.teller.breaches(f"b{number}", priority="P3")
    await night.run_due()
    assert len(night.provider.calls) == 1
    night.teller.opens("1")
    await night.run_due()
    assert night.provider.reasons[1:] == ["p1-opened"]

    await night.pass_time(seconds=30)

    assert sorted(await outcomes(night)) == ["sent"] * 6


async def test_messages_that_go_by_another_kind_of_method_by_now_are_not_put_together(
    night: Night,
) -> None:
    night.provider.answers = [TryLater("http-503")]
    night.teller.breaches("b1", priority="P3")
    await night.run_due()
    methods = [
        {"kind": "email", "address": "noa@v.example"},
        {"kind": "webhook", "address": "https://hooks.example/n"},
    ]
    async with night.client() as admin:
        await admin.put(
            "/v1/engineers/noa", json={"name": "Noa Rivera", "contact_methods": methods}
        )
    for number in range(2, 9):
        night.teller.breaches(f"b{number}", priority="P3")

    await night.pass_time(seconds=1)
    await night.pass_time(seconds=31)

    assert set(night.provider.addresses[1:]) == {"noa@v.example", "https://hooks.example/n"}
    assert set(await outcomes(night)) == {"sent", "dropped"}


async def test_a_sender_that_is_stopped_lets_what_is_on_its_way_end(night: Night) -> None:
    stopping, released = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        stopping.set()
        await released.wait()

    night.provider.on_line = hold
    await read_p1(night)
    running = asyncio.create_task(night.notifier.sender.run(night.notifier.wake_sender.wakeup))
    await stopping.wait()
    running.cancel()
    released.set()
    await asyncio.wait([running])

    assert await outcomes(night) == ["sent"]


async def test_an_address_that_fails_is_not_tried_with_each_message_by_itself(night: Night) -> None:
    night.provider.answers = [TryLater("http-503")] * 2
    for number in range(5):
        night.teller.breaches(f"b{number}", priority="P3")

    await night.run_due()

    assert [1 + len(message.also) for _, message in night.provider.calls] == [1, 4]


async def read_p1(night: Night) -> None:
    """A P1 is paged for, and nothing is sent yet."""
    night.teller.opens("1")
    while await night.notifier.consumers[0].step():
        pass


async def due_keys(night: Night) -> list[str]:
    claims = night.notifier.sender.parts.claims
    return [
        due.attempt_key
        for to in await claims.due_addresses()
        for due in await claims.due_to(to.address)
    ]


async def acknowledge(night: Night) -> None:
    (page,) = await night.pages()
    async with night.client("oncall", "noa") as noa:
        answer = await noa.post(f"/v1/pages/{page.facts.page_id}/acknowledge")
        assert answer.is_success, answer.text


async def both_ways(night: Night) -> None:
    methods = [
        {"kind": "webhook", "address": "https://hooks.example/noa"},
        {"kind": "email", "address": "noa@vendor.example", "delay_s": 60},
    ]
    async with night.client() as admin:
        answer = await admin.put(
            "/v1/engineers/noa", json={"name": "Noa Rivera", "contact_methods": methods}
        )
        assert answer.is_success, answer.text
