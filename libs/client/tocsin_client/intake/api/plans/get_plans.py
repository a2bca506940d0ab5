from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.plans_answer import PlansAnswer
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    terms_version: None | str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_terms_version: None | str | Unset
    if isinstance(terms_version, Unset):
        json_terms_version = UNSET
    else:
        json_terms_version = terms_version
    params["terms_version"] = json_terms_version

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/plans",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> PlansAnswer | None:
    if response.status_code == 200:
        response_200 = PlansAnswer.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[PlansAnswer]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    terms_version: None | str | Unset = UNSET,
) -> Response[PlansAnswer]:
    """Get Plans

     The plans with their targets, seats and benefits, what the priorities mean, what is
    covered and what is not, and how to reach support.

    Args:
        terms_version (None | str | Unset): As a customer or a case names it; without it today's.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PlansAnswer]
    """

    kwargs = _get_kwargs(
        terms_version=terms_version,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    terms_version: None | str | Unset = UNSET,
) -> PlansAnswer | None:
    """Get Plans

     The plans with their targets, seats and benefits, what the priorities mean, what is
    covered and what is not, and how to reach support.

    Args:
        terms_version (None | str | Unset): As a customer or a case names it; without it today's.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PlansAnswer
    """

    return sync_detailed(
        client=client,
        terms_version=terms_version,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    terms_version: None | str | Unset = UNSET,
) -> Response[PlansAnswer]:
    """Get Plans

     The plans with their targets, seats and benefits, what the priorities mean, what is
    covered and what is not, and how to reach support.

    Args:
        terms_version (None | str | Unset): As a customer or a case names it; without it today's.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PlansAnswer]
    """

    kwargs = _get_kwargs(
        terms_version=terms_version,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    terms_version: None | str | Unset = UNSET,
) -> PlansAnswer | None:
    """Get Plans

     The plans with their targets, seats and benefits, what the priorities mean, what is
    covered and what is not, and how to reach support.

    Args:
        terms_version (None | str | Unset): As a customer or a case names it; without it today's.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PlansAnswer
    """

    return (
        await asyncio_detailed(
            client=client,
            terms_version=terms_version,
        )
    ).parsed
