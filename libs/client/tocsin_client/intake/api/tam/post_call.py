from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.tam_call_answer import TamCallAnswer
from ...models.tam_call_body import TamCallBody
from ...types import UNSET, Response, Unset


def _get_kwargs(
    customer_id: str,
    *,
    body: TamCallBody,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["idempotency-key"] = idempotency_key

    if not isinstance(if_match, Unset):
        headers["if-match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/customers/{customer_id}/tam-calls".format(
            customer_id=quote(str(customer_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> TamCallAnswer | None:
    if response.status_code == 201:
        response_201 = TamCallAnswer.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[TamCallAnswer]:
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
    body: TamCallBody,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> Response[TamCallAnswer]:
    """Post Call

     Record that one of the customer's users called between reviews, about which cases.

    Args:
        customer_id (str):
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.
        body (TamCallBody): A call between reviews: which of the customer's users called, and
            about which cases.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[TamCallAnswer]
    """

    kwargs = _get_kwargs(
        customer_id=customer_id,
        body=body,
        idempotency_key=idempotency_key,
        if_match=if_match,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    customer_id: str,
    *,
    client: AuthenticatedClient,
    body: TamCallBody,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> TamCallAnswer | None:
    """Post Call

     Record that one of the customer's users called between reviews, about which cases.

    Args:
        customer_id (str):
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.
        body (TamCallBody): A call between reviews: which of the customer's users called, and
            about which cases.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        TamCallAnswer
    """

    return sync_detailed(
        customer_id=customer_id,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
        if_match=if_match,
    ).parsed


async def asyncio_detailed(
    customer_id: str,
    *,
    client: AuthenticatedClient,
    body: TamCallBody,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> Response[TamCallAnswer]:
    """Post Call

     Record that one of the customer's users called between reviews, about which cases.

    Args:
        customer_id (str):
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.
        body (TamCallBody): A call between reviews: which of the customer's users called, and
            about which cases.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[TamCallAnswer]
    """

    kwargs = _get_kwargs(
        customer_id=customer_id,
        body=body,
        idempotency_key=idempotency_key,
        if_match=if_match,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    customer_id: str,
    *,
    client: AuthenticatedClient,
    body: TamCallBody,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> TamCallAnswer | None:
    """Post Call

     Record that one of the customer's users called between reviews, about which cases.

    Args:
        customer_id (str):
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.
        body (TamCallBody): A call between reviews: which of the customer's users called, and
            about which cases.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        TamCallAnswer
    """

    return (
        await asyncio_detailed(
            customer_id=customer_id,
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
    ).parsed
