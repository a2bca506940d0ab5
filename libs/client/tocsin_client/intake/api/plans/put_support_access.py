import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.support_access_body import SupportAccessBody
from ...models.support_change_answer import SupportChangeAnswer
from ...types import UNSET, Response, Unset


def _get_kwargs(
    valid_from: datetime.date,
    *,
    body: SupportAccessBody,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["idempotency-key"] = idempotency_key

    if not isinstance(if_match, Unset):
        headers["if-match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/v1/plans/support/{valid_from}".format(
            valid_from=quote(str(valid_from), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> SupportChangeAnswer | None:
    if response.status_code == 200:
        response_200 = SupportChangeAnswer.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[SupportChangeAnswer]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    valid_from: datetime.date,
    *,
    client: AuthenticatedClient,
    body: SupportAccessBody,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> Response[SupportChangeAnswer]:
    """Put Support Access

     From this day on, today or later, support is reached like this; the authorized contacts
    of all customers get notice. What was to hold from the same day is replaced.

    Args:
        valid_from (datetime.date):
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.
        body (SupportAccessBody): How support is reached from a day on: all of it, and why it
            changes.

            `hours` null: as the terms promise; they may be longer than that.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[SupportChangeAnswer]
    """

    kwargs = _get_kwargs(
        valid_from=valid_from,
        body=body,
        idempotency_key=idempotency_key,
        if_match=if_match,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    valid_from: datetime.date,
    *,
    client: AuthenticatedClient,
    body: SupportAccessBody,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> SupportChangeAnswer | None:
    """Put Support Access

     From this day on, today or later, support is reached like this; the authorized contacts
    of all customers get notice. What was to hold from the same day is replaced.

    Args:
        valid_from (datetime.date):
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.
        body (SupportAccessBody): How support is reached from a day on: all of it, and why it
            changes.

            `hours` null: as the terms promise; they may be longer than that.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        SupportChangeAnswer
    """

    return sync_detailed(
        valid_from=valid_from,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
        if_match=if_match,
    ).parsed


async def asyncio_detailed(
    valid_from: datetime.date,
    *,
    client: AuthenticatedClient,
    body: SupportAccessBody,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> Response[SupportChangeAnswer]:
    """Put Support Access

     From this day on, today or later, support is reached like this; the authorized contacts
    of all customers get notice. What was to hold from the same day is replaced.

    Args:
        valid_from (datetime.date):
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.
        body (SupportAccessBody): How support is reached from a day on: all of it, and why it
            changes.

            `hours` null: as the terms promise; they may be longer than that.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[SupportChangeAnswer]
    """

    kwargs = _get_kwargs(
        valid_from=valid_from,
        body=body,
        idempotency_key=idempotency_key,
        if_match=if_match,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    valid_from: datetime.date,
    *,
    client: AuthenticatedClient,
    body: SupportAccessBody,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> SupportChangeAnswer | None:
    """Put Support Access

     From this day on, today or later, support is reached like this; the authorized contacts
    of all customers get notice. What was to hold from the same day is replaced.

    Args:
        valid_from (datetime.date):
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.
        body (SupportAccessBody): How support is reached from a day on: all of it, and why it
            changes.

            `hours` null: as the terms promise; they may be longer than that.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        SupportChangeAnswer
    """

    return (
        await asyncio_detailed(
            valid_from=valid_from,
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
    ).parsed
