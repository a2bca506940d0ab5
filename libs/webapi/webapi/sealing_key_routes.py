"""Gives the other services the keys that open what is personal in this one's events."""

from fastapi import APIRouter, Depends, Response

from events.sealing.key_source import KeySource
from webapi.error_codes import ErrorCodesRoute
from webapi.identity import allow
from webapi.sealing_keys import PATH, SealingKeysAnswer, WantedKeys, answer_of


def sealing_key_routes(keys: KeySource) -> APIRouter:
    """Return the route; `keys` are those of the service's own table."""
    routes = APIRouter(tags=["personal data"], route_class=ErrorCodesRoute)

    @routes.post(PATH, dependencies=[Depends(allow("service"))])
    async def post_sealing_keys(body: WantedKeys, response: Response) -> SealingKeysAnswer:
        """Give the keys that open what is sealed in this service's events, up to 500 at once.

        Keep them in memory for a minute at most, and nowhere else: what a person wants erased is
        readable as long as a key is kept.
        """
        response.headers["Cache-Control"] = "no-store"
        return answer_of(body.key_ids, await keys.fetch(body.key_ids))

    return routes
