from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.certified_engineers_answer import CertifiedEngineersAnswer
from ...models.get_certified_engineers_plan import (
    GetCertifiedEngineersPlan,
)
from ...types import Response


def _get_kwargs(
    plan: GetCertifiedEngineersPlan,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/plans/{plan}/certified-engineers".format(
            plan=quote(str(plan), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CertifiedEngineersAnswer | None:
    if response.status_code == 200:
        response_200 = CertifiedEngineersAnswer.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[CertifiedEngineersAnswer]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    plan: GetCertifiedEngineersPlan,
    *,
    client: AuthenticatedClient,
) -> Response[CertifiedEngineersAnswer]:
    """Get Certified Engineers

     Who is of the plan's desk (CP-21).

    Args:
        plan (GetCertifiedEngineersPlan):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CertifiedEngineersAnswer]
    """

    kwargs = _get_kwargs(
        plan=plan,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    plan: GetCertifiedEngineersPlan,
    *,
    client: AuthenticatedClient,
) -> CertifiedEngineersAnswer | None:
    """Get Certified Engineers

     Who is of the plan's desk (CP-21).

    Args:
        plan (GetCertifiedEngineersPlan):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CertifiedEngineersAnswer
    """

    return sync_detailed(
        plan=plan,
        client=client,
    ).parsed


async def asyncio_detailed(
    plan: GetCertifiedEngineersPlan,
    *,
    client: AuthenticatedClient,
) -> Response[CertifiedEngineersAnswer]:
    """Get Certified Engineers

     Who is of the plan's desk (CP-21).

    Args:
        plan (GetCertifiedEngineersPlan):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CertifiedEngineersAnswer]
    """

    kwargs = _get_kwargs(
        plan=plan,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    plan: GetCertifiedEngineersPlan,
    *,
    client: AuthenticatedClient,
) -> CertifiedEngineersAnswer | None:
    """Get Certified Engineers

     Who is of the plan's desk (CP-21).

    Args:
        plan (GetCertifiedEngineersPlan):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CertifiedEngineersAnswer
    """

    return (
        await asyncio_detailed(
            plan=plan,
            client=client,
        )
    ).parsed
