from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.user_answer import UserAnswer
from ...types import Response


def _get_kwargs(
    customer_id: str,
    user_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/customers/{customer_id}/users/{user_id}".format(
            customer_id=quote(str(customer_id), safe=""),
            user_id=quote(str(user_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> UserAnswer | None:
    if response.status_code == 200:
        response_200 = UserAnswer.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[UserAnswer]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    customer_id: str,
    user_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[UserAnswer]:
    """Get User

     One of the customer's people, as far as the caller may know of it (CP-8, CP-11).

    Args:
        customer_id (str):
        user_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[UserAnswer]
    """

    kwargs = _get_kwargs(
        customer_id=customer_id,
        user_id=user_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    customer_id: str,
    user_id: str,
    *,
    client: AuthenticatedClient,
) -> UserAnswer | None:
    """Get User

     One of the customer's people, as far as the caller may know of it (CP-8, CP-11).

    Args:
        customer_id (str):
        user_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        UserAnswer
    """

    return sync_detailed(
        customer_id=customer_id,
        user_id=user_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    customer_id: str,
    user_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[UserAnswer]:
    """Get User

     One of the customer's people, as far as the caller may know of it (CP-8, CP-11).

    Args:
        customer_id (str):
        user_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[UserAnswer]
    """

    kwargs = _get_kwargs(
        customer_id=customer_id,
        user_id=user_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    customer_id: str,
    user_id: str,
    *,
    client: AuthenticatedClient,
) -> UserAnswer | None:
    """Get User

     One of the customer's people, as far as the caller may know of it (CP-8, CP-11).

    Args:
        customer_id (str):
        user_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        UserAnswer
    """

    return (
        await asyncio_detailed(
            customer_id=customer_id,
            user_id=user_id,
            client=client,
        )
    ).parsed
