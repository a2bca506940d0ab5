from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.service_request_answer import ServiceRequestAnswer
from ...types import Response


def _get_kwargs(
    service_request_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/service-requests/{service_request_id}".format(
            service_request_id=quote(str(service_request_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ServiceRequestAnswer | None:
    if response.status_code == 200:
        response_200 = ServiceRequestAnswer.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ServiceRequestAnswer]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    service_request_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[ServiceRequestAnswer]:
    """Get Service Request

     A request with its steps: who, when, why.

    Args:
        service_request_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ServiceRequestAnswer]
    """

    kwargs = _get_kwargs(
        service_request_id=service_request_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    service_request_id: str,
    *,
    client: AuthenticatedClient,
) -> ServiceRequestAnswer | None:
    """Get Service Request

     A request with its steps: who, when, why.

    Args:
        service_request_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ServiceRequestAnswer
    """

    return sync_detailed(
        service_request_id=service_request_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    service_request_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[ServiceRequestAnswer]:
    """Get Service Request

     A request with its steps: who, when, why.

    Args:
        service_request_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ServiceRequestAnswer]
    """

    kwargs = _get_kwargs(
        service_request_id=service_request_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    service_request_id: str,
    *,
    client: AuthenticatedClient,
) -> ServiceRequestAnswer | None:
    """Get Service Request

     A request with its steps: who, when, why.

    Args:
        service_request_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ServiceRequestAnswer
    """

    return (
        await asyncio_detailed(
            service_request_id=service_request_id,
            client=client,
        )
    ).parsed
