from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.use_answer import UseAnswer
from ...models.withdraw_use_benefit import (
    WithdrawUseBenefit,
)
from ...models.withdrawal import Withdrawal
from ...types import UNSET, Response, Unset


def _get_kwargs(
    customer_id: str,
    benefit: WithdrawUseBenefit,
    use_id: str,
    *,
    body: Withdrawal,
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
        "url": "/v1/customers/{customer_id}/benefits/{benefit}/uses/{use_id}/withdraw".format(
            customer_id=quote(str(customer_id), safe=""),
            benefit=quote(str(benefit), safe=""),
            use_id=quote(str(use_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> UseAnswer | None:
    if response.status_code == 200:
        response_200 = UseAnswer.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[UseAnswer]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    customer_id: str,
    benefit: WithdrawUseBenefit,
    use_id: str,
    *,
    client: AuthenticatedClient,
    body: Withdrawal,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> Response[UseAnswer]:
    """Withdraw Use

     It did not come about, or was recorded by mistake: it counts for nothing.

    Args:
        customer_id (str):
        benefit (WithdrawUseBenefit):
        use_id (str):
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.
        body (Withdrawal): Why something is taken back.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[UseAnswer]
    """

    kwargs = _get_kwargs(
        customer_id=customer_id,
        benefit=benefit,
        use_id=use_id,
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
    benefit: WithdrawUseBenefit,
    use_id: str,
    *,
    client: AuthenticatedClient,
    body: Withdrawal,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> UseAnswer | None:
    """Withdraw Use

     It did not come about, or was recorded by mistake: it counts for nothing.

    Args:
        customer_id (str):
        benefit (WithdrawUseBenefit):
        use_id (str):
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.
        body (Withdrawal): Why something is taken back.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        UseAnswer
    """

    return sync_detailed(
        customer_id=customer_id,
        benefit=benefit,
        use_id=use_id,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
        if_match=if_match,
    ).parsed


async def asyncio_detailed(
    customer_id: str,
    benefit: WithdrawUseBenefit,
    use_id: str,
    *,
    client: AuthenticatedClient,
    body: Withdrawal,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> Response[UseAnswer]:
    """Withdraw Use

     It did not come about, or was recorded by mistake: it counts for nothing.

    Args:
        customer_id (str):
        benefit (WithdrawUseBenefit):
        use_id (str):
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.
        body (Withdrawal): Why something is taken back.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[UseAnswer]
    """

    kwargs = _get_kwargs(
        customer_id=customer_id,
        benefit=benefit,
        use_id=use_id,
        body=body,
        idempotency_key=idempotency_key,
        if_match=if_match,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    customer_id: str,
    benefit: WithdrawUseBenefit,
    use_id: str,
    *,
    client: AuthenticatedClient,
    body: Withdrawal,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> UseAnswer | None:
    """Withdraw Use

     It did not come about, or was recorded by mistake: it counts for nothing.

    Args:
        customer_id (str):
        benefit (WithdrawUseBenefit):
        use_id (str):
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.
        body (Withdrawal): Why something is taken back.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        UseAnswer
    """

    return (
        await asyncio_detailed(
            customer_id=customer_id,
            benefit=benefit,
            use_id=use_id,
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
    ).parsed
