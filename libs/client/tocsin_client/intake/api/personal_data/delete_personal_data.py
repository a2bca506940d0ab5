from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.erasure import Erasure
from ...models.erasure_answer import ErasureAnswer
from ...types import UNSET, Response, Unset


def _get_kwargs(
    customer_id: str,
    user_id: str,
    *,
    body: Erasure,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["idempotency-key"] = idempotency_key

    if not isinstance(if_match, Unset):
        headers["if-match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/v1/customers/{customer_id}/users/{user_id}/personal-data".format(
            customer_id=quote(str(customer_id), safe=""),
            user_id=quote(str(user_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErasureAnswer | None:
    if response.status_code == 200:
        response_200 = ErasureAnswer.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErasureAnswer]:
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
    body: Erasure,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> Response[ErasureAnswer]:
    """Delete Personal Data

     Erase a user's name, address and words for good; ids, counts and times stay.

    The user's open cases go on; what it writes from now on is kept as before. What was sent or
    downloaded already cannot be reached.

    Args:
        customer_id (str):
        user_id (str):
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.
        body (Erasure): Why: a code, since words about an erased person would be personal again.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErasureAnswer]
    """

    kwargs = _get_kwargs(
        customer_id=customer_id,
        user_id=user_id,
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
    user_id: str,
    *,
    client: AuthenticatedClient,
    body: Erasure,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> ErasureAnswer | None:
    """Delete Personal Data

     Erase a user's name, address and words for good; ids, counts and times stay.

    The user's open cases go on; what it writes from now on is kept as before. What was sent or
    downloaded already cannot be reached.

    Args:
        customer_id (str):
        user_id (str):
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.
        body (Erasure): Why: a code, since words about an erased person would be personal again.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErasureAnswer
    """

    return sync_detailed(
        customer_id=customer_id,
        user_id=user_id,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
        if_match=if_match,
    ).parsed


async def asyncio_detailed(
    customer_id: str,
    user_id: str,
    *,
    client: AuthenticatedClient,
    body: Erasure,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> Response[ErasureAnswer]:
    """Delete Personal Data

     Erase a user's name, address and words for good; ids, counts and times stay.

    The user's open cases go on; what it writes from now on is kept as before. What was sent or
    downloaded already cannot be reached.

    Args:
        customer_id (str):
        user_id (str):
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.
        body (Erasure): Why: a code, since words about an erased person would be personal again.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErasureAnswer]
    """

    kwargs = _get_kwargs(
        customer_id=customer_id,
        user_id=user_id,
        body=body,
        idempotency_key=idempotency_key,
        if_match=if_match,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    customer_id: str,
    user_id: str,
    *,
    client: AuthenticatedClient,
    body: Erasure,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> ErasureAnswer | None:
    """Delete Personal Data

     Erase a user's name, address and words for good; ids, counts and times stay.

    The user's open cases go on; what it writes from now on is kept as before. What was sent or
    downloaded already cannot be reached.

    Args:
        customer_id (str):
        user_id (str):
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.
        body (Erasure): Why: a code, since words about an erased person would be personal again.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErasureAnswer
    """

    return (
        await asyncio_detailed(
            customer_id=customer_id,
            user_id=user_id,
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
    ).parsed
