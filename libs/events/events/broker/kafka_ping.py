"""Asks a cluster whether it answers, over a connection that stays open."""

import asyncio

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError

from events.broker.broker import BrokerTrouble

_ANSWER_WITHIN_S = 1.5


class KafkaPing:
    """Reuses one connection for all pings; after any trouble the next ping makes a new one."""

    def __init__(self, bootstrap_servers: str) -> None:
        self._servers = bootstrap_servers
        self._client: AIOKafkaClient | None = None
        self._one_at_a_time = asyncio.Lock()

    async def ping(self) -> None:
        """Return when a broker has answered. Raises BrokerTrouble where none does within 1.5 s."""
        async with self._one_at_a_time:
            try:
                async with asyncio.timeout(_ANSWER_WITHIN_S):
                    answered = await self._ask()
            except (KafkaError, OSError, TimeoutError) as error:
                await self._close()
                raise BrokerTrouble(f"{self._servers} does not answer: {error!r}") from error
            if not answered:
                await self._close()
                raise BrokerTrouble(f"{self._servers} does not answer")

    async def close(self) -> None:
        """Disconnect."""
        async with self._one_at_a_time:
            await self._close()

    async def _ask(self) -> bool:
        if self._client is not None:
            return bool(await self._client.force_metadata_update())
        client = AIOKafkaClient(
            bootstrap_servers=self._servers,
            request_timeout_ms=int(_ANSWER_WITHIN_S * 1000),
            # The client would otherwise ask by itself, too.
            metadata_max_age_ms=3_600_000,
        )
        self._client = client
        await client.bootstrap()
        return True

    async def _close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.close()
