from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.benefits_answer import BenefitsAnswer
from ...types import UNSET, Response, Unset


def _get_kwargs(
    customer_id: str,
    *,
    year: int | None | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_year: int | None | Unset
    if isinstance(year, Unset):
        json_year = UNSET
    else:
        json_year = year
    params["year"] = json_year

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/customers/{customer_id}/benefits".format(
            customer_id=quote(str(customer_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> BenefitsAnswer | None:
    if response.status_code == 200:
        response_200 = BenefitsAnswer.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[BenefitsAnswer]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    customer_id: str,
    *,
    client: AuthenticatedClient,
    year: int | None | Unset = UNSET,
) -> Response[BenefitsAnswer]:
    """Get Benefits

     How often the customer had each benefit in a year (this one), and what is left.

    Args:
        customer_id (str):
        year (int | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BenefitsAnswer]
    """

    kwargs = _get_kwargs(
        customer_id=customer_id,
        year=year,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    customer_id: str,
    *,
    client: AuthenticatedClient,
    year: int | None | Unset = UNSET,
) -> BenefitsAnswer | None:
    """Get Benefits

     How often the customer had each benefit in a year (this one), and what is left.

    Args:
        customer_id (str):
        year (int | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BenefitsAnswer
    """

    return sync_detailed(
        customer_id=customer_id,
        client=client,
        year=year,
    ).parsed


async def asyncio_detailed(
    customer_id: str,
    *,
    client: AuthenticatedClient,
    year: int | None | Unset = UNSET,
) -> Response[BenefitsAnswer]:
    """Get Benefits

     How often the customer had each benefit in a year (this one), and what is left.

    Args:
        customer_id (str):
        year (int | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BenefitsAnswer]
    """

    kwargs = _get_kwargs(
        customer_id=customer_id,
        year=year,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    customer_id: str,
    *,
    client: AuthenticatedClient,
    year: int | None | Unset = UNSET,
) -> BenefitsAnswer | None:
    """Get Benefits

     How often the customer had each benefit in a year (this one), and what is left.

    Args:
        customer_id (str):
        year (int | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BenefitsAnswer
    """

    return (
        await asyncio_detailed(
            customer_id=customer_id,
            client=client,
            year=year,
        )
    ).parsed
