from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.case_answer import CaseAnswer
from ...models.joined_case_answer import JoinedCaseAnswer
from ...models.new_case import NewCase
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: NewCase,
    idempotency_key: None | str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["idempotency-key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/cases",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CaseAnswer | JoinedCaseAnswer | None:
    if response.status_code == 200:
        response_200 = JoinedCaseAnswer.from_dict(response.json())

        return response_200

    if response.status_code == 201:
        response_201 = CaseAnswer.from_dict(response.json())

        return response_201

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[CaseAnswer | JoinedCaseAnswer]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewCase,
    idempotency_key: None | str | Unset = UNSET,
) -> Response[CaseAnswer | JoinedCaseAnswer]:
    """Post Case

     Open a case (CP-12 to CP-16).

    A P1 told by telephone joins the one that the engineer says it is about.

    Args:
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        body (NewCase): A case to open.

            For a P1 told by telephone (CP-16): `same_as` is the id of the open P1 that the call is
            about,
            or `none` where it is about none of those open now; `not_same_as` are ids of P1s that it
            is not
            about. Without them the answer is 409 `likely-the-same` where the customer has an open P1
            without a workaround, and names the candidates.

            For such a call, too: `told_at`, when it came, if that was before now, with `told_reason`;
            and
            `caller`, where `reporter_id` is no user yet: the customer gets that user with the case
            (CP-13).
            Of a user whom the customer has, `caller` must say what is known: else 422
            `caller-is-somebody-else`.
            `reach` is for any P1 (CP-27). `edi_topic` says what of EDI it is about, for `area: edi`:
            a code
            of `scope.edi_topics` in `GET /v1/plans`. Where the plan does not cover that, the answer
            says so
            in `suggestions` and names the service to ask for (CP-19).

            `files` are references to files that lie somewhere else: shown as text, and never fetched.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CaseAnswer | JoinedCaseAnswer]
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
    body: NewCase,
    idempotency_key: None | str | Unset = UNSET,
) -> CaseAnswer | JoinedCaseAnswer | None:
    """Post Case

     Open a case (CP-12 to CP-16).

    A P1 told by telephone joins the one that the engineer says it is about.

    Args:
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        body (NewCase): A case to open.

            For a P1 told by telephone (CP-16): `same_as` is the id of the open P1 that the call is
            about,
            or `none` where it is about none of those open now; `not_same_as` are ids of P1s that it
            is not
            about. Without them the answer is 409 `likely-the-same` where the customer has an open P1
            without a workaround, and names the candidates.

            For such a call, too: `told_at`, when it came, if that was before now, with `told_reason`;
            and
            `caller`, where `reporter_id` is no user yet: the customer gets that user with the case
            (CP-13).
            Of a user whom the customer has, `caller` must say what is known: else 422
            `caller-is-somebody-else`.
            `reach` is for any P1 (CP-27). `edi_topic` says what of EDI it is about, for `area: edi`:
            a code
            of `scope.edi_topics` in `GET /v1/plans`. Where the plan does not cover that, the answer
            says so
            in `suggestions` and names the service to ask for (CP-19).

            `files` are references to files that lie somewhere else: shown as text, and never fetched.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CaseAnswer | JoinedCaseAnswer
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: NewCase,
    idempotency_key: None | str | Unset = UNSET,
) -> Response[CaseAnswer | JoinedCaseAnswer]:
    """Post Case

     Open a case (CP-12 to CP-16).

    A P1 told by telephone joins the one that the engineer says it is about.

    Args:
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        body (NewCase): A case to open.

            For a P1 told by telephone (CP-16): `same_as` is the id of the open P1 that the call is
            about,
            or `none` where it is about none of those open now; `not_same_as` are ids of P1s that it
            is not
            about. Without them the answer is 409 `likely-the-same` where the customer has an open P1
            without a workaround, and names the candidates.

            For such a call, too: `told_at`, when it came, if that was before now, with `told_reason`;
            and
            `caller`, where `reporter_id` is no user yet: the customer gets that user with the case
            (CP-13).
            Of a user whom the customer has, `caller` must say what is known: else 422
            `caller-is-somebody-else`.
            `reach` is for any P1 (CP-27). `edi_topic` says what of EDI it is about, for `area: edi`:
            a code
            of `scope.edi_topics` in `GET /v1/plans`. Where the plan does not cover that, the answer
            says so
            in `suggestions` and names the service to ask for (CP-19).

            `files` are references to files that lie somewhere else: shown as text, and never fetched.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CaseAnswer | JoinedCaseAnswer]
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
    body: NewCase,
    idempotency_key: None | str | Unset = UNSET,
) -> CaseAnswer | JoinedCaseAnswer | None:
    """Post Case

     Open a case (CP-12 to CP-16).

    A P1 told by telephone joins the one that the engineer says it is about.

    Args:
        idempotency_key (None | str | Unset): Up to 200 printable characters; the same key and
            body get the first answer again.
        body (NewCase): A case to open.

            For a P1 told by telephone (CP-16): `same_as` is the id of the open P1 that the call is
            about,
            or `none` where it is about none of those open now; `not_same_as` are ids of P1s that it
            is not
            about. Without them the answer is 409 `likely-the-same` where the customer has an open P1
            without a workaround, and names the candidates.

            For such a call, too: `told_at`, when it came, if that was before now, with `told_reason`;
            and
            `caller`, where `reporter_id` is no user yet: the customer gets that user with the case
            (CP-13).
            Of a user whom the customer has, `caller` must say what is known: else 422
            `caller-is-somebody-else`.
            `reach` is for any P1 (CP-27). `edi_topic` says what of EDI it is about, for `area: edi`:
            a code
            of `scope.edi_topics` in `GET /v1/plans`. Where the plan does not cover that, the answer
            says so
            in `suggestions` and names the service to ask for (CP-19).

            `files` are references to files that lie somewhere else: shown as text, and never fetched.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CaseAnswer | JoinedCaseAnswer
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
