from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.new_webhook import NewWebhook
from ...models.webhook_with_secret_answer import WebhookWithSecretAnswer
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: NewWebhook,
    idempotency_key: None | str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["idempotency-key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/webhook-subscriptions",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> WebhookWithSecretAnswer | None:
    if response.status_code == 201:
        response_201 = WebhookWithSecretAnswer.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[WebhookWithSecretAnswer]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewWebhook,
    idempotency_key: None | str | Unset = UNSET,
) -> Response[WebhookWithSecretAnswer]:
    """Post Webhook Subscription

     Have events of cases sent to an address, signed by a secret that is shown here once.

    Args:
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        body (NewWebhook): Where to send what, about whose cases.

            A contact's is about its own customer. For the vendor, `customer_id` null is everybody.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[WebhookWithSecretAnswer]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: NewWebhook,
    idempotency_key: None | str | Unset = UNSET,
) -> WebhookWithSecretAnswer | None:
    """Post Webhook Subscription

     Have events of cases sent to an address, signed by a secret that is shown here once.

    Args:
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        body (NewWebhook): Where to send what, about whose cases.

            A contact's is about its own customer. For the vendor, `customer_id` null is everybody.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        WebhookWithSecretAnswer
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: NewWebhook,
    idempotency_key: None | str | Unset = UNSET,
) -> Response[WebhookWithSecretAnswer]:
    """Post Webhook Subscription

     Have events of cases sent to an address, signed by a secret that is shown here once.

    Args:
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        body (NewWebhook): Where to send what, about whose cases.

            A contact's is about its own customer. For the vendor, `customer_id` null is everybody.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[WebhookWithSecretAnswer]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: NewWebhook,
    idempotency_key: None | str | Unset = UNSET,
) -> WebhookWithSecretAnswer | None:
    """Post Webhook Subscription

     Have events of cases sent to an address, signed by a secret that is shown here once.

    Args:
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        body (NewWebhook): Where to send what, about whose cases.

            A contact's is about its own customer. For the vendor, `customer_id` null is everybody.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        WebhookWithSecretAnswer
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
