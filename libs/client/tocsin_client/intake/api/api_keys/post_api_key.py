from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.issued_api_key_answer import IssuedApiKeyAnswer
from ...models.new_api_key import NewApiKey
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: NewApiKey,
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
        "url": "/v1/api-keys",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> IssuedApiKeyAnswer | None:
    if response.status_code == 201:
        response_201 = IssuedApiKeyAnswer.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[IssuedApiKeyAnswer]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewApiKey,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> Response[IssuedApiKeyAnswer]:
    """Post Api Key

     Issue a key for a machine; it is shown in this answer and never again.

    Args:
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.
        body (NewApiKey): What a key is for (a slug, such as `erp-import`), what it may do, and
            until when.

            A contact's key needs `customer_id` and `user_id`, and no other has a customer.
            `operations`: of
            what its role may do, these only, each as the OpenAPI documents of the four services have
            it
            (`POST /v1/cases`). `expires_at`: in 90 days unless given, within a year.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[IssuedApiKeyAnswer]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
        if_match=if_match,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: NewApiKey,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> IssuedApiKeyAnswer | None:
    """Post Api Key

     Issue a key for a machine; it is shown in this answer and never again.

    Args:
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.
        body (NewApiKey): What a key is for (a slug, such as `erp-import`), what it may do, and
            until when.

            A contact's key needs `customer_id` and `user_id`, and no other has a customer.
            `operations`: of
            what its role may do, these only, each as the OpenAPI documents of the four services have
            it
            (`POST /v1/cases`). `expires_at`: in 90 days unless given, within a year.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        IssuedApiKeyAnswer
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
        if_match=if_match,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: NewApiKey,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> Response[IssuedApiKeyAnswer]:
    """Post Api Key

     Issue a key for a machine; it is shown in this answer and never again.

    Args:
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.
        body (NewApiKey): What a key is for (a slug, such as `erp-import`), what it may do, and
            until when.

            A contact's key needs `customer_id` and `user_id`, and no other has a customer.
            `operations`: of
            what its role may do, these only, each as the OpenAPI documents of the four services have
            it
            (`POST /v1/cases`). `expires_at`: in 90 days unless given, within a year.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[IssuedApiKeyAnswer]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
        if_match=if_match,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: NewApiKey,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> IssuedApiKeyAnswer | None:
    """Post Api Key

     Issue a key for a machine; it is shown in this answer and never again.

    Args:
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.
        body (NewApiKey): What a key is for (a slug, such as `erp-import`), what it may do, and
            until when.

            A contact's key needs `customer_id` and `user_id`, and no other has a customer.
            `operations`: of
            what its role may do, these only, each as the OpenAPI documents of the four services have
            it
            (`POST /v1/cases`). `expires_at`: in 90 days unless given, within a year.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        IssuedApiKeyAnswer
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
    ).parsed
