"""Secrets of webhooks are kept wrapped, whatever key wraps them in the course of time."""

from base64 import b64decode
from collections.abc import AsyncIterator

import pytest

from events.sealing.key_ring import KeyRing, WrongSealingKey
from events.store.connection import Pool, make_pool
from intake.adapters.webhook_secrets import WebhookSecrets

OLD, NEW = (f"a sealing key that is only good for tests {age}" for age in ("old", "new"))


@pytest.fixture
async def pool(intake_dsn: str) -> AsyncIterator[Pool]:
    made = await make_pool(intake_dsn, size=2)
    yield made
    await made.close()


async def kept(pool: Pool) -> list[bytes]:
    rows = await pool.fetch("select wrapped_key from intake.webhook_secret order by secret_id")
    return [row["wrapped_key"] for row in rows]


async def test_a_secret_is_kept_wrapped_and_drawn_once(pool: Pool) -> None:
    secrets = WebhookSecrets(pool, "intake", KeyRing(OLD))

    drawn = [await secrets.draw("w1", "s1"), await secrets.draw("w1", "s1")]
    other = await secrets.draw("w1", "s2")

    assert drawn[0] == drawn[1] != other
    assert await secrets.of(["s2", "none", "s1"]) == [other, drawn[0]]
    plain = b64decode(drawn[0].removeprefix("whsec_"))
    assert [plain in box for box in await kept(pool)] == [False, False]


async def test_a_secret_is_read_by_the_key_that_wraps_it_and_no_other(pool: Pool) -> None:
    drawn = await WebhookSecrets(pool, "intake", KeyRing(OLD)).draw("w1", "s1")

    for ring in (KeyRing(NEW), None):
        with pytest.raises(WrongSealingKey):
            await WebhookSecrets(pool, "intake", ring).of(["s1"])
    assert await WebhookSecrets(pool, "intake", KeyRing(NEW, OLD)).of(["s1"]) == [drawn]


async def test_secrets_of_before_are_wrapped_by_the_present_key(pool: Pool) -> None:
    plain = await WebhookSecrets(pool, "intake", None).draw("w1", "s1")
    old = await WebhookSecrets(pool, "intake", KeyRing(OLD)).draw("w1", "s2")
    both = WebhookSecrets(pool, "intake", KeyRing(NEW, OLD))

    wrapped = [await both.wrap_all(), await both.wrap_all()]

    assert wrapped == [2, 0]
    assert await WebhookSecrets(pool, "intake", KeyRing(NEW)).of(["s1", "s2"]) == [plain, old]
