from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.list_service_requests_state_type_0_item import (
    ListServiceRequestsStateType0Item,
)
from ...models.page_listed_service_request_answer import PageListedServiceRequestAnswer
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    customer_id: None | str | Unset = UNSET,
    case_id: None | str | Unset = UNSET,
    state: list[ListServiceRequestsStateType0Item] | None | Unset = UNSET,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_customer_id: None | str | Unset
    if isinstance(customer_id, Unset):
        json_customer_id = UNSET
    else:
        json_customer_id = customer_id
    params["customer_id"] = json_customer_id

    json_case_id: None | str | Unset
    if isinstance(case_id, Unset):
        json_case_id = UNSET
    else:
        json_case_id = case_id
    params["case_id"] = json_case_id

    json_state: list[str] | None | Unset
    if isinstance(state, Unset):
        json_state = UNSET
    elif isinstance(state, list):
        json_state = []
        for state_type_0_item_data in state:
            state_type_0_item: str = state_type_0_item_data
            json_state.append(state_type_0_item)

    else:
        json_state = state
    params["state"] = json_state

    params["limit"] = limit

    json_cursor: None | str | Unset
    if isinstance(cursor, Unset):
        json_cursor = UNSET
    else:
        json_cursor = cursor
    params["cursor"] = json_cursor

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/service-requests",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> PageListedServiceRequestAnswer | None:
    if response.status_code == 200:
        response_200 = PageListedServiceRequestAnswer.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[PageListedServiceRequestAnswer]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    customer_id: None | str | Unset = UNSET,
    case_id: None | str | Unset = UNSET,
    state: list[ListServiceRequestsStateType0Item] | None | Unset = UNSET,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
) -> Response[PageListedServiceRequestAnswer]:
    """List Service Requests

     Requests for services, the oldest first; a contact sees those of the cases it may see.

    Args:
        customer_id (None | str | Unset):
        case_id (None | str | Unset):
        state (list[ListServiceRequestsStateType0Item] | None | Unset): Repeatable.
        limit (int | Unset): Items a page. Default: 50.
        cursor (None | str | Unset): `next` of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageListedServiceRequestAnswer]
    """

    kwargs = _get_kwargs(
        customer_id=customer_id,
        case_id=case_id,
        state=state,
        limit=limit,
        cursor=cursor,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    customer_id: None | str | Unset = UNSET,
    case_id: None | str | Unset = UNSET,
    state: list[ListServiceRequestsStateType0Item] | None | Unset = UNSET,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
) -> PageListedServiceRequestAnswer | None:
    """List Service Requests

     Requests for services, the oldest first; a contact sees those of the cases it may see.

    Args:
        customer_id (None | str | Unset):
        case_id (None | str | Unset):
        state (list[ListServiceRequestsStateType0Item] | None | Unset): Repeatable.
        limit (int | Unset): Items a page. Default: 50.
        cursor (None | str | Unset): `next` of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageListedServiceRequestAnswer
    """

    return sync_detailed(
        client=client,
        customer_id=customer_id,
        case_id=case_id,
        state=state,
        limit=limit,
        cursor=cursor,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    customer_id: None | str | Unset = UNSET,
    case_id: None | str | Unset = UNSET,
    state: list[ListServiceRequestsStateType0Item] | None | Unset = UNSET,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
) -> Response[PageListedServiceRequestAnswer]:
    """List Service Requests

     Requests for services, the oldest first; a contact sees those of the cases it may see.

    Args:
        customer_id (None | str | Unset):
        case_id (None | str | Unset):
        state (list[ListServiceRequestsStateType0Item] | None | Unset): Repeatable.
        limit (int | Unset): Items a page. Default: 50.
        cursor (None | str | Unset): `next` of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageListedServiceRequestAnswer]
    """

    kwargs = _get_kwargs(
        customer_id=customer_id,
        case_id=case_id,
        state=state,
        limit=limit,
        cursor=cursor,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    customer_id: None | str | Unset = UNSET,
    case_id: None | str | Unset = UNSET,
    state: list[ListServiceRequestsStateType0Item] | None | Unset = UNSET,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
) -> PageListedServiceRequestAnswer | None:
    """List Service Requests

     Requests for services, the oldest first; a contact sees those of the cases it may see.

    Args:
        customer_id (None | str | Unset):
        case_id (None | str | Unset):
        state (list[ListServiceRequestsStateType0Item] | None | Unset): Repeatable.
        limit (int | Unset): Items a page. Default: 50.
        cursor (None | str | Unset): `next` of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageListedServiceRequestAnswer
    """

    return (
        await asyncio_detailed(
            client=client,
            customer_id=customer_id,
            case_id=case_id,
            state=state,
            limit=limit,
            cursor=cursor,
        )
    ).parsed
