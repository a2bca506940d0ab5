"""A store that came in from a file: the next case's number is above those that came with it."""

from datetime import UTC, datetime
from uuid import uuid4

import msgspec

from events.catalogue.case_events import CaseOpened
from events.catalogue.registry import CATALOGUE
from events.catalogue.samples import read_sample
from events.event import Meta, Recorded
from intake.adapters.list_queries import ListQueries
from intake.bootstrap import Intake
from intake.projections.case_numbers import CaseNumbers
from intake.settings import SCHEMA

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def opened(number: str) -> Recorded:
    sample = CATALOGUE.decode("intake.case.opened", 1, read_sample("intake.case.opened.v1"))
    assert isinstance(sample, CaseOpened)
    return Recorded(
        source="intake",
        shard=0,
        seq=1,
        stream="case-c",
        version=1,
        key="c",
        event_id=uuid4(),
        data=msgspec.structs.replace(sample, number=number),
        meta=Meta(correlation_id="c"),
        occurred_at=NOON,
        recorded_at=NOON,
    )


async def test_a_number_that_came_in_is_not_given_again(intake: Intake) -> None:
    lists = ListQueries(intake.pool, SCHEMA)
    async with intake.pool.acquire() as tx:
        await CaseNumbers(SCHEMA)(
            tx, [opened("CASE-000041"), opened("INC0000099"), opened("CASE-000007")]
        )
        await CaseNumbers(SCHEMA)(tx, [opened("CASE-000040")])
    assert [await lists.next_number(), await lists.next_number()] == ["CASE-000042", "CASE-000043"]


async def test_the_first_number_may_have_come_in_too(intake: Intake) -> None:
    async with intake.pool.acquire() as tx:
        await CaseNumbers(SCHEMA)(tx, [opened("CASE-000001")])
    assert await ListQueries(intake.pool, SCHEMA).next_number() == "CASE-000002"
