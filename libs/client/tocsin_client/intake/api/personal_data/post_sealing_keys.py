from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.sealing_keys_answer import SealingKeysAnswer
from ...models.wanted_keys import WantedKeys
from ...types import Response


def _get_kwargs(
    *,
    body: WantedKeys,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/sealing-keys",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> SealingKeysAnswer | None:
    if response.status_code == 200:
        response_200 = SealingKeysAnswer.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[SealingKeysAnswer]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: WantedKeys,
) -> Response[SealingKeysAnswer]:
    """Post Sealing Keys

     Give the keys that open what is sealed in this service's events, up to 500 at once.

    Keep them in memory for a minute at most, and nowhere else: what a person wants erased is
    readable as long as a key is kept.

    Args:
        body (WantedKeys): The ids of keys, as they stand in sealed events.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[SealingKeysAnswer]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: WantedKeys,
) -> SealingKeysAnswer | None:
    """Post Sealing Keys

     Give the keys that open what is sealed in this service's events, up to 500 at once.

    Keep them in memory for a minute at most, and nowhere else: what a person wants erased is
    readable as long as a key is kept.

    Args:
        body (WantedKeys): The ids of keys, as they stand in sealed events.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        SealingKeysAnswer
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: WantedKeys,
) -> Response[SealingKeysAnswer]:
    """Post Sealing Keys

     Give the keys that open what is sealed in this service's events, up to 500 at once.

    Keep them in memory for a minute at most, and nowhere else: what a person wants erased is
    readable as long as a key is kept.

    Args:
        body (WantedKeys): The ids of keys, as they stand in sealed events.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[SealingKeysAnswer]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: WantedKeys,
) -> SealingKeysAnswer | None:
    """Post Sealing Keys

     Give the keys that open what is sealed in this service's events, up to 500 at once.

    Keep them in memory for a minute at most, and nowhere else: what a person wants erased is
    readable as long as a key is kept.

    Args:
        body (WantedKeys): The ids of keys, as they stand in sealed events.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        SealingKeysAnswer
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
