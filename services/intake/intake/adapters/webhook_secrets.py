"""Keeps the secrets by which webhooks sign: in a table beside the store, and in no event."""

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_bytes
from typing import Protocol

from events.store.connection import Pool, in_schema
from webapi.outbound.standard_webhooks import SECRET_BYTES, secret_text

# Two instances that are sent the same request at once must both show what is kept.
_KEEP = """
insert into {schema}.webhook_secret as it (secret_id, webhook_id, wrapped_key, wrapped_by)
values ($1, $2, $3, $4)
on conflict (secret_id) do update set secret_id = it.secret_id
returning wrapped_key, wrapped_by
"""
_READ = """
select it.secret_id, it.wrapped_key, it.wrapped_by
from unnest($1::text[]) with ordinality as wanted (secret_id, place)
join {schema}.webhook_secret as it using (secret_id) order by wanted.place
"""
_NOTHING = ""
"""What a secret is wrapped by where no key for that is set."""


class Wraps(Protocol):
    """Encrypts secrets at rest, each under its own id."""

    def wrap(self, secret_id: str, secret: bytes) -> tuple[bytes, str]:
        """Return the secret as it may be kept, and the id of what wraps it."""
        ...

    def unwrap(self, secret_id: str, wrapped: bytes, by: str) -> bytes:
        """Return the secret."""
        ...


@dataclass(frozen=True, slots=True)
class WebhookSecrets:
    """The secrets in one Postgres schema; without `wraps` they are kept as they are."""

    pool: Pool
    schema: str
    wraps: Wraps | None

    async def draw(self, webhook_id: str, secret_id: str) -> str:
        """Draw and keep a secret; return it as the receiver is to be told it."""
        drawn = token_bytes(SECRET_BYTES)
        wrapped = self.wraps.wrap(secret_id, drawn) if self.wraps else (drawn, _NOTHING)
        row = await self.pool.fetchrow(
            in_schema(_KEEP, self.schema), secret_id, webhook_id, *wrapped
        )
        assert row is not None, "an insert that cannot conflict returns its row"
        return self._unwrapped(secret_id, row["wrapped_key"], row["wrapped_by"])

    async def of(self, secret_ids: Sequence[str]) -> Sequence[str]:
        """Return the secrets in this order; those that are not kept are left out."""
        rows = await self.pool.fetch(in_schema(_READ, self.schema), list(secret_ids))
        return [self._unwrapped(*row) for row in rows]

    def _unwrapped(self, secret_id: str, wrapped: bytes, by: str) -> str:
        if by == _NOTHING or self.wraps is None:
            return secret_text(wrapped)
        return secret_text(self.wraps.unwrap(secret_id, wrapped, by))
