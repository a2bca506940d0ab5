from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.certified_engineers_answer import CertifiedEngineersAnswer
from ...models.certified_engineers_body import CertifiedEngineersBody
from ...models.put_certified_engineers_plan import (
    PutCertifiedEngineersPlan,
)
from ...types import UNSET, Response, Unset


def _get_kwargs(
    plan: PutCertifiedEngineersPlan,
    *,
    body: CertifiedEngineersBody,
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
        "url": "/v1/plans/{plan}/certified-engineers".format(
            plan=quote(str(plan), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CertifiedEngineersAnswer | None:
    if response.status_code == 200:
        response_200 = CertifiedEngineersAnswer.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[CertifiedEngineersAnswer]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    plan: PutCertifiedEngineersPlan,
    *,
    client: AuthenticatedClient,
    body: CertifiedEngineersBody,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> Response[CertifiedEngineersAnswer]:
    """Put Certified Engineers

     These engineers are the plan's desk from now on (CP-21).

    Giving one of its cases to anybody else takes a reason. Only for a plan whose terms have a
    desk of its own; its schedule and its policy are the notifier's, by a routing rule.

    Args:
        plan (PutCertifiedEngineersPlan):
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.
        body (CertifiedEngineersBody): All engineers of a plan's desk, and why they are; none: the
            plan's cases go to anybody.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CertifiedEngineersAnswer]
    """

    kwargs = _get_kwargs(
        plan=plan,
        body=body,
        idempotency_key=idempotency_key,
        if_match=if_match,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    plan: PutCertifiedEngineersPlan,
    *,
    client: AuthenticatedClient,
    body: CertifiedEngineersBody,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> CertifiedEngineersAnswer | None:
    """Put Certified Engineers

     These engineers are the plan's desk from now on (CP-21).

    Giving one of its cases to anybody else takes a reason. Only for a plan whose terms have a
    desk of its own; its schedule and its policy are the notifier's, by a routing rule.

    Args:
        plan (PutCertifiedEngineersPlan):
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.
        body (CertifiedEngineersBody): All engineers of a plan's desk, and why they are; none: the
            plan's cases go to anybody.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CertifiedEngineersAnswer
    """

    return sync_detailed(
        plan=plan,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
        if_match=if_match,
    ).parsed


async def asyncio_detailed(
    plan: PutCertifiedEngineersPlan,
    *,
    client: AuthenticatedClient,
    body: CertifiedEngineersBody,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> Response[CertifiedEngineersAnswer]:
    """Put Certified Engineers

     These engineers are the plan's desk from now on (CP-21).

    Giving one of its cases to anybody else takes a reason. Only for a plan whose terms have a
    desk of its own; its schedule and its policy are the notifier's, by a routing rule.

    Args:
        plan (PutCertifiedEngineersPlan):
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.
        body (CertifiedEngineersBody): All engineers of a plan's desk, and why they are; none: the
            plan's cases go to anybody.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CertifiedEngineersAnswer]
    """

    kwargs = _get_kwargs(
        plan=plan,
        body=body,
        idempotency_key=idempotency_key,
        if_match=if_match,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    plan: PutCertifiedEngineersPlan,
    *,
    client: AuthenticatedClient,
    body: CertifiedEngineersBody,
    idempotency_key: None | str | Unset = UNSET,
    if_match: None | str | Unset = UNSET,
) -> CertifiedEngineersAnswer | None:
    """Put Certified Engineers

     These engineers are the plan's desk from now on (CP-21).

    Giving one of its cases to anybody else takes a reason. Only for a plan whose terms have a
    desk of its own; its schedule and its policy are the notifier's, by a routing rule.

    Args:
        plan (PutCertifiedEngineersPlan):
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        if_match (None | str | Unset): The ETag that you saw, as in `"3"`; 412 when it is stale.
        body (CertifiedEngineersBody): All engineers of a plan's desk, and why they are; none: the
            plan's cases go to anybody.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CertifiedEngineersAnswer
    """

    return (
        await asyncio_detailed(
            plan=plan,
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
    ).parsed
