from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.customer_answer import CustomerAnswer
from ...models.new_term import NewTerm
from ...types import UNSET, Response, Unset


def _get_kwargs(
    customer_id: str,
    *,
    body: NewTerm,
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
        "url": "/v1/customers/{customer_id}/terms".format(
            customer_id=quote(str(customer_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CustomerAnswer | None:
    if response.status_code == 201:
        response_201 = CustomerAnswer.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[CustomerAnswer]:
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
    body: NewTerm,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> Response[CustomerAnswer]:
    """Post Term

     Renew, change the plan, or come back (CP-1 to CP-5).

    Args:
        customer_id (str):
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.
        body (NewTerm): A further term: a renewal, another plan, or the way back.

            `accepts_losses`: names, from the refusal, of what may be lost within a term (CP-2).
            `keeps_seats`: the contacts who keep their seat, where the new plan has fewer;
            `extra_seats`:
            how many paid seats there are from today on (CP-9). `late_reason`: why a change of the
            running
            term is recorded only after the day on which it began.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CustomerAnswer]
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
    body: NewTerm,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> CustomerAnswer | None:
    """Post Term

     Renew, change the plan, or come back (CP-1 to CP-5).

    Args:
        customer_id (str):
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.
        body (NewTerm): A further term: a renewal, another plan, or the way back.

            `accepts_losses`: names, from the refusal, of what may be lost within a term (CP-2).
            `keeps_seats`: the contacts who keep their seat, where the new plan has fewer;
            `extra_seats`:
            how many paid seats there are from today on (CP-9). `late_reason`: why a change of the
            running
            term is recorded only after the day on which it began.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CustomerAnswer
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
    body: NewTerm,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> Response[CustomerAnswer]:
    """Post Term

     Renew, change the plan, or come back (CP-1 to CP-5).

    Args:
        customer_id (str):
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.
        body (NewTerm): A further term: a renewal, another plan, or the way back.

            `accepts_losses`: names, from the refusal, of what may be lost within a term (CP-2).
            `keeps_seats`: the contacts who keep their seat, where the new plan has fewer;
            `extra_seats`:
            how many paid seats there are from today on (CP-9). `late_reason`: why a change of the
            running
            term is recorded only after the day on which it began.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CustomerAnswer]
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
    body: NewTerm,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> CustomerAnswer | None:
    """Post Term

     Renew, change the plan, or come back (CP-1 to CP-5).

    Args:
        customer_id (str):
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.
        body (NewTerm): A further term: a renewal, another plan, or the way back.

            `accepts_losses`: names, from the refusal, of what may be lost within a term (CP-2).
            `keeps_seats`: the contacts who keep their seat, where the new plan has fewer;
            `extra_seats`:
            how many paid seats there are from today on (CP-9). `late_reason`: why a change of the
            running
            term is recorded only after the day on which it began.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CustomerAnswer
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
