"""Routing rules as they change: a P1 always pages somebody, whoever removes what at whatever
instant.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import httpx
import pytest

from events.clock import SystemClock
from events.store.connection import Pool, Row, in_schema
from notifier import bootstrap
from notifier.adapters.read_on_call_directory import read_with_versions
from notifier.settings import SCHEMA
from tests.notifier.night import RULE, Night, good


@pytest.fixture
async def admin(night: Night) -> AsyncIterator[httpx.AsyncClient]:
    async with night.client() as client:
        yield client


@pytest.fixture
async def other_instance(night: Night) -> AsyncIterator[Night]:
    """A second process of the same service, on the same database."""
    notifier = await bootstrap.build(
        night.settings, clock=SystemClock(), store_clock=night.clock, broker=night.broker
    )
    try:
        yield replace(night, notifier=notifier)
    finally:
        await notifier.close()


def _without_id(rule: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in rule.items() if name != "rule_id"}


async def test_a_rule_can_be_removed_once_another_pages_for_p1s(admin: httpx.AsyncClient) -> None:
    good(await admin.post("/v1/routing-rules", json={**RULE, "rule_id": "another"}))

    good(await admin.delete("/v1/routing-rules/everything"))

    assert (await admin.get("/v1/routing-rules/everything")).status_code == 404
    assert (await admin.delete("/v1/routing-rules/everything")).status_code == 404


async def test_the_last_rule_that_pages_for_a_p1_stays(admin: httpx.AsyncClient) -> None:
    gold_only = {**RULE, "rule_id": "gold", "plans": ["gold"]}
    good(await admin.post("/v1/routing-rules", json=gold_only))

    gone = await admin.delete("/v1/routing-rules/everything")
    narrowed = await admin.put(
        "/v1/routing-rules/everything", json={**_without_id(RULE), "reasons": ["drill"]}
    )

    assert [(answer.status_code, answer.json()["code"]) for answer in (gone, narrowed)] == [
        (409, "last-p1-rule")
    ] * 2
    good(await admin.delete("/v1/routing-rules/gold"))


async def test_of_the_last_two_p1_rules_removed_at_one_instant_one_stays(night: Night) -> None:
    async with night.client() as admin:
        good(await admin.post("/v1/routing-rules", json={**RULE, "rule_id": "second"}))

        answers = await asyncio.gather(
            admin.delete("/v1/routing-rules/everything"), admin.delete("/v1/routing-rules/second")
        )

        assert sorted(answer.status_code for answer in answers) == [200, 409]
        assert len(good(await admin.get("/v1/routing-rules")).json()["items"]) == 1


async def test_of_the_last_two_p1_rules_removed_by_two_instances_one_stays(
    night: Night, other_instance: Night
) -> None:
    async with night.client() as here, other_instance.client() as there:
        good(await here.post("/v1/routing-rules", json={**RULE, "rule_id": "second"}))

        # Nobody can read the rules until both have come as far as they can.
        async with night.notifier.store.transaction() as tx:
            await tx.execute(in_schema("lock table {schema}.routing_rule", SCHEMA))
            removals = [
                asyncio.create_task(here.delete("/v1/routing-rules/everything")),
                asyncio.create_task(there.delete("/v1/routing-rules/second")),
            ]
            await until_waiting(night.notifier.pool, len(removals))

        answers = await asyncio.gather(*removals)
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        assert len(good(await here.get("/v1/routing-rules")).json()["items"]) == 1


async def until_waiting(pool: Pool, transactions: int) -> None:
    """Return when so many transactions of this database wait for locks."""
    async with asyncio.timeout(30):
        # The locks are in another server, which sets no event here.
        while await pool.fetchval(_WAITING) < transactions:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


_WAITING = """select count(distinct pid) from pg_locks join pg_database on database = oid
where not granted and datname = current_database()"""


async def test_a_rule_that_is_removed_is_answered_as_it_was_however_often_one_asks(
    admin: httpx.AsyncClient,
) -> None:
    good(await admin.post("/v1/routing-rules", json={**RULE, "rule_id": "another", "rank": 7}))
    key = {"Idempotency-Key": "k1"}

    first = good(await admin.delete("/v1/routing-rules/another", headers=key))
    again = good(await admin.delete("/v1/routing-rules/another", headers=key))

    assert (first.json()["rank"], first.headers["etag"]) == (7, '"2"')
    assert (again.content, again.headers["idempotent-replayed"]) == (first.content, "true")


async def test_a_rule_is_changed_only_at_the_version_that_one_names(
    admin: httpx.AsyncClient,
) -> None:
    changed = {**_without_id(RULE), "rank": 3}

    stale = await admin.put(
        "/v1/routing-rules/everything", json=changed, headers={"If-Match": '"7"'}
    )
    fresh = await admin.put(
        "/v1/routing-rules/everything", json=changed, headers={"If-Match": '"1"'}
    )
    same = await admin.put("/v1/routing-rules/everything", json=changed)

    assert (stale.status_code, stale.json()["code"]) == (412, "stale-version")
    assert [good(answer).headers["etag"] for answer in (fresh, same)] == ['"2"', '"2"']


class RemovesRules:
    """Reads from a pool; after each read all rules are gone, as by another's hand."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def fetch(self, query: str, *args: object, timeout: float | None = None) -> Sequence[Row]:
        """Read, and remove."""
        rows = await self._pool.fetch(query, *args, timeout=timeout)
        await self._pool.execute(in_schema("delete from {schema}.routing_rule", SCHEMA))
        return rows


async def test_a_rule_is_never_read_without_its_version(night: Night) -> None:
    directory, versions = await read_with_versions(
        RemovesRules(night.notifier.pool), SCHEMA, "rule"
    )

    assert [rule.rule_id for rule in directory.rules] == list(versions) == ["everything"]
