from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.api_key_answer import ApiKeyAnswer
from ...models.delete_api_key_reason import (
    DeleteApiKeyReason,
)
from ...types import UNSET, Response, Unset


def _get_kwargs(
    key_id: str,
    *,
    reason: DeleteApiKeyReason | Unset = "no-longer-needed",
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["idempotency-key"] = idempotency_key

    if not isinstance(if_match, Unset):
        headers["if-match"] = if_match

    params: dict[str, Any] = {}

    json_reason: str | Unset = UNSET
    if not isinstance(reason, Unset):
        json_reason = reason

    params["reason"] = json_reason

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/v1/api-keys/{key_id}".format(
            key_id=quote(str(key_id), safe=""),
        ),
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ApiKeyAnswer | None:
    if response.status_code == 200:
        response_200 = ApiKeyAnswer.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ApiKeyAnswer]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    key_id: str,
    *,
    client: AuthenticatedClient,
    reason: DeleteApiKeyReason | Unset = "no-longer-needed",
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> Response[ApiKeyAnswer]:
    """Delete Api Key

     Revoke a key: within five seconds no service takes it any more.

    Args:
        key_id (str):
        reason (DeleteApiKeyReason | Unset):  Default: 'no-longer-needed'.
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ApiKeyAnswer]
    """

    kwargs = _get_kwargs(
        key_id=key_id,
        reason=reason,
        idempotency_key=idempotency_key,
        if_match=if_match,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    key_id: str,
    *,
    client: AuthenticatedClient,
    reason: DeleteApiKeyReason | Unset = "no-longer-needed",
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> ApiKeyAnswer | None:
    """Delete Api Key

     Revoke a key: within five seconds no service takes it any more.

    Args:
        key_id (str):
        reason (DeleteApiKeyReason | Unset):  Default: 'no-longer-needed'.
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ApiKeyAnswer
    """

    return sync_detailed(
        key_id=key_id,
        client=client,
        reason=reason,
        idempotency_key=idempotency_key,
        if_match=if_match,
    ).parsed


async def asyncio_detailed(
    key_id: str,
    *,
    client: AuthenticatedClient,
    reason: DeleteApiKeyReason | Unset = "no-longer-needed",
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> Response[ApiKeyAnswer]:
    """Delete Api Key

     Revoke a key: within five seconds no service takes it any more.

    Args:
        key_id (str):
        reason (DeleteApiKeyReason | Unset):  Default: 'no-longer-needed'.
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ApiKeyAnswer]
    """

    kwargs = _get_kwargs(
        key_id=key_id,
        reason=reason,
        idempotency_key=idempotency_key,
        if_match=if_match,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    key_id: str,
    *,
    client: AuthenticatedClient,
    reason: DeleteApiKeyReason | Unset = "no-longer-needed",
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> ApiKeyAnswer | None:
    """Delete Api Key

     Revoke a key: within five seconds no service takes it any more.

    Args:
        key_id (str):
        reason (DeleteApiKeyReason | Unset):  Default: 'no-longer-needed'.
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ApiKeyAnswer
    """

    return (
        await asyncio_detailed(
            key_id=key_id,
            client=client,
            reason=reason,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
    ).parsed
