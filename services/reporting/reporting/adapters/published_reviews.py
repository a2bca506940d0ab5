"""Keeps published reviews as documents, byte for byte: a published review never changes, except
that the words of somebody who is erased go out of it.

Each document holds the positions of the log that it was drawn at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import TypeAdapter

from events.errors import KeyReused
from events.store.connection import Connection, Pool, Row, in_schema
from reporting.adapters.hold_words import as_readable_now
from reporting.domain.errors import AlreadyPublished, ReviewUnknown
from reporting.domain.review import Review
from reporting.domain.review_lines import in_todays_words

REVIEW_JSON = TypeAdapter(Review)

_INSERT = """insert into {schema}.published_review
    (review_id, customer_id, period, published_at, published_by, fingerprint, document)
    values ($1, $2, $3, $4, $5, $6, $7)"""
# A document that was drawn as of no instant is of the one at which it was drawn.
_HEAD = """select review_id, customer_id, period, published_at, published_by, fingerprint,
    coalesce(document ->> 'as_of', document ->> 'drawn_at')::timestamptz as as_of
    from {schema}.published_review"""
# Whole rows are compared, so that a page that ends between two reviews of one instant goes on with
# the second of them.
_LIST = (
    _HEAD
    + """ where ($1::text is null or customer_id = $1) and ($2::text is null or period = $2)
    and ($3::timestamptz is null or (published_at, review_id) < ($3, $4::uuid))
    order by published_at desc, review_id desc limit $5"""
)
# One that was published before the period's end is a draft in all but name: it does not count.
_CURRENT = (
    _HEAD
    + """ where customer_id = $1 and period = $2 and published_at >= $3
    order by published_at desc limit 1"""
)
# No constraint forbids a second review of a period (one from before its end may be there, which
# does not count), so publishers of one customer's period take turns.
_ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtextextended($1, 8004))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What is known of a published review without opening it.

    `fingerprint` names the request that published it; `as_of` is the instant that it was drawn at.
    """

    review_id: UUID
    customer_id: str
    period: str
    published_at: datetime
    published_by: str
    fingerprint: bytes | None
    as_of: datetime


@dataclass(frozen=True, slots=True)
class PublishedReviews:
    """The published reviews in a Postgres schema. No figure of them is ever changed."""

    pool: Pool
    schema: str

    async def add(self, head: Published, review: Review) -> Published:
        """Store a review as the only one of its period; return what is stored.

        For a repeated request (same id and fingerprint), return the review stored before. Raises
        KeyReused if the id names another request, AlreadyPublished if the period has a review.
        """
        async with self.pool.acquire() as connection, connection.transaction():
            await connection.execute(_ONE_AT_A_TIME, f"{head.customer_id}/{head.period}")
            # Both look-ups come after the lock and see what its last holder committed. The id comes
            # before the period: a repeated request gets its own review, not AlreadyPublished.
            if (before := await self._find(connection, head.review_id)) is not None:
                return same_request(before, head.fingerprint)
            if (
                current := await self._current(connection, head, review.period.ends_at)
            ) is not None:
                raise AlreadyPublished(head.period, current.review_id)
            readable = await as_readable_now(connection, self.schema, review)
            document = REVIEW_JSON.dump_json(readable).decode()
            named = (
                head.review_id,
                head.customer_id,
                head.period,
                head.published_at,
                head.published_by,
            )
            await connection.execute(
                in_schema(_INSERT, self.schema), *named, head.fingerprint, document
            )
        return head

    async def find(self, review_id: UUID) -> Published | None:
        """Return a review's head; None if none was published under this id."""
        async with self.pool.acquire() as connection:
            return await self._find(connection, review_id)

    async def head(self, review_id: UUID) -> Published:
        """Return a review's head. Raises ReviewUnknown."""
        if (head := await self.find(review_id)) is None:
            raise ReviewUnknown(str(review_id))
        return head

    async def current(self, customer_id: str, period: str, ends_at: datetime) -> Published | None:
        """Return the published review of a period that ended at `ends_at`.

        A review that was published before the end does not count.
        """
        record = await self.pool.fetchrow(
            in_schema(_CURRENT, self.schema), customer_id, period, ends_at
        )
        return None if record is None else _published(record)

    async def document(self, review_id: UUID) -> bytes:
        """Return the review's JSON as it was published. Raises ReviewUnknown."""
        statement = in_schema(
            "select document from {schema}.published_review where review_id = $1", self.schema
        )
        text = await self.pool.fetchval(statement, review_id)
        if not isinstance(text, str):
            raise ReviewUnknown(str(review_id))
        return text.encode()

    async def review(self, review_id: UUID) -> Review:
        """Return the review as it was published, decoded. Raises ReviewUnknown."""
        review = REVIEW_JSON.validate_json(await self.document(review_id))
        return in_todays_words(review)

    async def recent(
        self,
        customer_id: str | None,
        period: str | None,
        before: tuple[datetime, UUID] | None,
        limit: int,
    ) -> Sequence[Published]:
        """Return published reviews from before `before`, the newest first.

        `customer_id` and `period` limit them to one customer or one period.
        """
        at, review_id = before or (None, None)
        records = await self.pool.fetch(
            in_schema(_LIST, self.schema), customer_id, period, at, review_id, limit
        )
        return [_published(each) for each in records]

    async def _find(self, connection: Connection, review_id: UUID) -> Published | None:
        record = await connection.fetchrow(
            in_schema(_HEAD + " where review_id = $1", self.schema), review_id
        )
        return None if record is None else _published(record)

    async def _current(
        self, connection: Connection, head: Published, ends_at: datetime
    ) -> Published | None:
        arguments = (head.customer_id, head.period, ends_at)
        record = await connection.fetchrow(in_schema(_CURRENT, self.schema), *arguments)
        return None if record is None else _published(record)


def same_request(before: Published, fingerprint: bytes | None) -> Published:
    """Return what was published under this id. Raises KeyReused if that was another request."""
    if before.fingerprint != fingerprint:
        raise KeyReused("this key was used before, for another request")
    return before


def _published(record: Row) -> Published:
    return Published(**dict(zip(record.keys(), record, strict=True)))
