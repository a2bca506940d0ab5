"""Keeps the secrets by which webhooks sign: wrapped, in a table beside the store, in no event."""

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_bytes

from events.sealing.data_key import DataKey
from events.sealing.key_ring import KeyRing, Wrapped, WrongSealingKey
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
_TO_WRAP = """
select secret_id, wrapped_key, wrapped_by from {schema}.webhook_secret where wrapped_by <> $1
"""
_WRAP = """
update {schema}.webhook_secret set wrapped_key = $2, wrapped_by = $3 where secret_id = $1
"""
_NOTHING = ""
"""What a secret is wrapped by where no key for that is set."""


@dataclass(frozen=True, slots=True)
class WebhookSecrets:
    """The secrets in one Postgres schema, wrapped by `ring`; without one they are kept as they
    are."""

    pool: Pool
    schema: str
    ring: KeyRing | None

    async def draw(self, webhook_id: str, secret_id: str) -> str:
        """Draw and keep a secret; return it as the receiver is to be told it."""
        wrapped, by = self._wrapped(secret_id, token_bytes(SECRET_BYTES))
        query = in_schema(_KEEP, self.schema)
        row = await self.pool.fetchrow(query, secret_id, webhook_id, wrapped, by)
        assert row is not None, "an insert that cannot conflict returns its row"
        return secret_text(self._unwrapped(secret_id, row["wrapped_key"], row["wrapped_by"]))

    async def of(self, secret_ids: Sequence[str]) -> Sequence[str]:
        """Return the secrets in this order; those that are not kept are left out.

        Raises WrongSealingKey for one that is wrapped by a key that is not set.
        """
        rows = await self.pool.fetch(in_schema(_READ, self.schema), list(secret_ids))
        return [secret_text(self._unwrapped(*row)) for row in rows]

    async def wrap_all(self) -> int:
        """Wrap every secret by the present key; return how many were not.

        Works beside running services, and goes on where it was stopped.
        """
        if self.ring is None:
            return 0
        rows = await self.pool.fetch(in_schema(_TO_WRAP, self.schema), self.ring.wraps_by)
        for row in rows:
            secret_id: str = row["secret_id"]
            wrapped, by = self._wrapped(secret_id, self._unwrapped(*row))
            await self.pool.execute(in_schema(_WRAP, self.schema), secret_id, wrapped, by)
        return len(rows)

    def _wrapped(self, secret_id: str, secret: bytes) -> tuple[bytes, str]:
        return self.ring.wrap(DataKey(secret_id, secret)) if self.ring else (secret, _NOTHING)

    def _unwrapped(self, secret_id: str, wrapped: bytes, by: str) -> bytes:
        if by == _NOTHING:
            return wrapped
        if self.ring is None:
            raise WrongSealingKey(f"webhooks' secrets are wrapped by the sealing key {by}")
        return self.ring.unwrap(secret_id, Wrapped(wrapped, by)).secret


async def wrap_webhook_secrets(pool: Pool, schema: str, ring: KeyRing) -> int:
    """Wrap every secret by the present key; return how many were not."""
    return await WebhookSecrets(pool, schema, ring).wrap_all()
