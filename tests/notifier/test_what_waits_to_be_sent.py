"""What waits to be sent is seen: in metrics by channel, and in readiness once it waits too long."""

from notifier.channels.channel import TryLater, Unknown
from tests.notifier.night import Night


async def test_nothing_waits_where_all_was_sent(night: Night) -> None:
    night.teller.opens("1")
    await night.run_due()

    assert await night.notifier.backlog_watch.step() == 0
    assert await readiness(night) == (200, "ready", None, "ok")


async def test_depth_and_age_are_metrics_by_channel(night: Night) -> None:
    night.provider.answers = [
        TryLater("http-503"),
        Unknown("no-answer-in-time"),
        TryLater("http-503"),
    ]
    for number in range(3):
        night.teller.opens(f"c{number}")
    await night.run_due()
    night.provider.answers = [TryLater("http-503")] * 3

    await night.pass_time(seconds=20)
    await night.notifier.backlog_watch.step()

    metrics = await scraped(night)
    assert 'tocsin_messages_waiting{channel="webhook"} 3.0' in metrics
    assert 'tocsin_messages_waiting_seconds{channel="webhook"} 20.0' in metrics
    assert 'tocsin_messages_waiting{channel="email"} 0.0' in metrics


async def test_a_message_that_waits_too_long_degrades_and_says_by_what(night: Night) -> None:
    night.provider.answers = [TryLater("http-503")] * 9
    night.teller.opens("1")
    await night.run_due()

    await night.pass_time(seconds=61)

    words = "Messages wait to be sent: 1 by webhook, the oldest for 61 s."
    assert await readiness(night) == (200, "ready", ["sending"], words)


async def test_it_is_over_once_the_message_went(night: Night) -> None:
    night.provider.answers = [TryLater("http-503")] * 2
    night.teller.opens("1")
    await night.run_due()
    await night.pass_time(seconds=61)

    await night.pass_time(seconds=4)

    assert await readiness(night) == (200, "ready", None, "ok")


async def test_what_was_given_up_waits_for_nothing(night: Night) -> None:
    night.teller.opens("1")
    await night.run_due()
    await night.notifier.pool.execute(
        "update notifier.attempt set status = 'unknown', next_try_at = 'infinity'"
    )

    assert await night.notifier.backlog_watch.step() == 0


async def readiness(night: Night) -> tuple[int, str, list[str] | None, str]:
    async with night.browser() as stranger:
        answer = await stranger.get("/health/ready")
    body = answer.json()
    return answer.status_code, body["status"], body.get("degraded"), body["checks"]["sending"]


async def scraped(night: Night) -> str:
    async with night.client("service") as dashboard:
        return (await dashboard.get("/metrics")).text
