"""Keeps published reviews as they were: the document, byte for byte, with the positions it was drawn at inside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import TypeAdapter

from events.store.connection import Pool, in_schema
from reporting.domain.errors import ReviewUnknown
from reporting.domain.review import Review

REVIEW_JSON = TypeAdapter(Review)

_INSERT = """insert into {schema}.published_review
    (review_id, customer_id, period, published_at, published_by, fingerprint, document)
    values ($1, $2, $3, $4, $5, $6, $7) on conflict (review_id) do nothing"""
_HEAD = "select review_id, customer_id, period, published_at, published_by, fingerprint from {schema}.published_review"
_LIST = (
    _HEAD
    + """ where ($1::text is null or customer_id = $1) and ($2::text is null or period = $2)
    and ($3::timestamptz is null or (published_at, review_id) < ($3, $4::uuid))
    order by published_at desc, review_id desc limit $5"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What is known of a published review without opening it. `fingerprint` names the request that published it."""

    review_id: UUID
    customer_id: str
    period: str
    published_at: datetime
    published_by: str
    fingerprint: bytes | None


@dataclass(frozen=True, slots=True)
class PublishedReviews:
    """The published reviews in a Postgres schema. They are never changed."""

    pool: Pool
    schema: str

    async def add(self, head: Published, review: Review) -> Published:
        """Keep a review; where its id is taken already, the one that is there stays, and is returned."""
        document = REVIEW_JSON.dump_json(review).decode()
        named = (head.review_id, head.customer_id, head.period, head.published_at, head.published_by, head.fingerprint)
        await self.pool.execute(in_schema(_INSERT, self.schema), *named, document)
        return await self.head(head.review_id)

    async def find(self, review_id: UUID) -> Published | None:
        """What is known of a review; None if none was published under this id."""
        record = await self.pool.fetchrow(in_schema(_HEAD + " where review_id = $1", self.schema), review_id)
        return None if record is None else Published(**dict(zip(record.keys(), record, strict=True)))

    async def head(self, review_id: UUID) -> Published:
        """What is known of a review. Raises ReviewUnknown."""
        if (head := await self.find(review_id)) is None:
            raise ReviewUnknown(str(review_id))
        return head

    async def document(self, review_id: UUID) -> bytes:
        """The review's JSON, as it was published. Raises ReviewUnknown."""
        statement = in_schema("select document from {schema}.published_review where review_id = $1", self.schema)
        text = await self.pool.fetchval(statement, review_id)
        if not isinstance(text, str):
            raise ReviewUnknown(str(review_id))
        return text.encode()

    async def recent(
        self, customer_id: str | None, period: str | None, before: tuple[datetime, UUID] | None, limit: int
    ) -> Sequence[Published]:
        """Those published, the newest first, those before `before`; all or one customer's, all or one period's."""
        at, review_id = before or (None, None)
        records = await self.pool.fetch(in_schema(_LIST, self.schema), customer_id, period, at, review_id, limit)
        return [Published(**dict(zip(each.keys(), each, strict=True))) for each in records]
