"""Posts JSON and says, in a channel's words, what came of it: the one place where an HTTP answer becomes an outcome."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from notifier.channels.channel import Delivered, Outcome, Refused, TryLater, Unknown
from notifier.channels.outbound_guard import AddressRefused, OutboundGuard

_LATER = {408, 425, 429}
_LONGEST_ID = 200


@dataclass(frozen=True, slots=True)
class HttpDelivery:
    """A client (with its timeouts, following no redirects) and what guards it."""

    http: httpx.AsyncClient
    guard: OutboundGuard

    async def post(self, url: str, body: Mapping[str, object], headers: Mapping[str, str]) -> Outcome:
        """Never connected or told to come later: TryLater. Lost after it may have arrived: Unknown. Any other refusal: Refused."""
        try:
            await self.guard.check(url)
            answer = await self.http.post(url, json=body, headers=dict(headers), follow_redirects=False)
        except AddressRefused as refused:
            return Refused(str(refused))
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            return Refused("address-malformed")
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            return TryLater("not-connected")
        except httpx.TimeoutException:
            return Unknown("no-answer-in-time")
        except httpx.TransportError:
            return Unknown("connection-lost")
        return _outcome(answer)


def _outcome(answer: httpx.Response) -> Outcome:
    if answer.is_success:
        return Delivered(_provider_id(answer))
    if answer.status_code in _LATER or answer.is_server_error:
        return TryLater(f"http-{answer.status_code}")
    return Refused(f"http-{answer.status_code}")


def _provider_id(answer: httpx.Response) -> str | None:
    try:
        said: object = answer.json()
    except ValueError:
        return None
    found = said.get("id") or said.get("dedup_key") if isinstance(said, dict) else None
    return str(found)[:_LONGEST_ID] if found else None
