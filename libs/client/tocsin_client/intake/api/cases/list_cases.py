import datetime
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.list_cases_priority_type_0 import (
    ListCasesPriorityType0,
)
from ...models.list_cases_status_type_0_item import (
    ListCasesStatusType0Item,
)
from ...models.page_queued_case_answer import PageQueuedCaseAnswer
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    customer_id: None | str | Unset = UNSET,
    number: None | str | Unset = UNSET,
    status: list[ListCasesStatusType0Item] | None | Unset = UNSET,
    priority: ListCasesPriorityType0 | None | Unset = UNSET,
    engineer_id: None | str | Unset = UNSET,
    level: int | None | Unset = UNSET,
    opened_after: datetime.datetime | None | Unset = UNSET,
    opened_before: datetime.datetime | None | Unset = UNSET,
    updated_after: datetime.datetime | None | Unset = UNSET,
    uncovered: bool | None | Unset = UNSET,
    mine: bool | None | Unset = UNSET,
    q: None | str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["limit"] = limit

    json_cursor: None | str | Unset
    if isinstance(cursor, Unset):
        json_cursor = UNSET
    else:
        json_cursor = cursor
    params["cursor"] = json_cursor

    json_customer_id: None | str | Unset
    if isinstance(customer_id, Unset):
        json_customer_id = UNSET
    else:
        json_customer_id = customer_id
    params["customer_id"] = json_customer_id

    json_number: None | str | Unset
    if isinstance(number, Unset):
        json_number = UNSET
    else:
        json_number = number
    params["number"] = json_number

    json_status: list[str] | None | Unset
    if isinstance(status, Unset):
        json_status = UNSET
    elif isinstance(status, list):
        json_status = []
        for status_type_0_item_data in status:
            status_type_0_item: str = status_type_0_item_data
            json_status.append(status_type_0_item)

    else:
        json_status = status
    params["status"] = json_status

    json_priority: None | str | Unset
    if isinstance(priority, Unset):
        json_priority = UNSET
    elif isinstance(priority, str):
        json_priority = priority
    else:
        json_priority = priority
    params["priority"] = json_priority

    json_engineer_id: None | str | Unset
    if isinstance(engineer_id, Unset):
        json_engineer_id = UNSET
    else:
        json_engineer_id = engineer_id
    params["engineer_id"] = json_engineer_id

    json_level: int | None | Unset
    if isinstance(level, Unset):
        json_level = UNSET
    else:
        json_level = level
    params["level"] = json_level

    json_opened_after: None | str | Unset
    if isinstance(opened_after, Unset):
        json_opened_after = UNSET
    elif isinstance(opened_after, datetime.datetime):
        json_opened_after = opened_after.isoformat()
    else:
        json_opened_after = opened_after
    params["opened_after"] = json_opened_after

    json_opened_before: None | str | Unset
    if isinstance(opened_before, Unset):
        json_opened_before = UNSET
    elif isinstance(opened_before, datetime.datetime):
        json_opened_before = opened_before.isoformat()
    else:
        json_opened_before = opened_before
    params["opened_before"] = json_opened_before

    json_updated_after: None | str | Unset
    if isinstance(updated_after, Unset):
        json_updated_after = UNSET
    elif isinstance(updated_after, datetime.datetime):
        json_updated_after = updated_after.isoformat()
    else:
        json_updated_after = updated_after
    params["updated_after"] = json_updated_after

    json_uncovered: bool | None | Unset
    if isinstance(uncovered, Unset):
        json_uncovered = UNSET
    else:
        json_uncovered = uncovered
    params["uncovered"] = json_uncovered

    json_mine: bool | None | Unset
    if isinstance(mine, Unset):
        json_mine = UNSET
    else:
        json_mine = mine
    params["mine"] = json_mine

    json_q: None | str | Unset
    if isinstance(q, Unset):
        json_q = UNSET
    else:
        json_q = q
    params["q"] = json_q

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/cases",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> PageQueuedCaseAnswer | None:
    if response.status_code == 200:
        response_200 = PageQueuedCaseAnswer.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[PageQueuedCaseAnswer]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    customer_id: None | str | Unset = UNSET,
    number: None | str | Unset = UNSET,
    status: list[ListCasesStatusType0Item] | None | Unset = UNSET,
    priority: ListCasesPriorityType0 | None | Unset = UNSET,
    engineer_id: None | str | Unset = UNSET,
    level: int | None | Unset = UNSET,
    opened_after: datetime.datetime | None | Unset = UNSET,
    opened_before: datetime.datetime | None | Unset = UNSET,
    updated_after: datetime.datetime | None | Unset = UNSET,
    uncovered: bool | None | Unset = UNSET,
    mine: bool | None | Unset = UNSET,
    q: None | str | Unset = UNSET,
) -> Response[PageQueuedCaseAnswer]:
    """List Cases

     The queue: by priority, then Platinum before Gold before Silver (CP-21), then age.

    Within a priority, cases that a TAM moved ahead come first (CP-31); a customer's people see
    no such order. Live cases, unless `status` or `number` says otherwise.

    Args:
        limit (int | Unset): Items a page. Default: 50.
        cursor (None | str | Unset): `next` of the page before.
        customer_id (None | str | Unset):
        number (None | str | Unset): Exactly this one, live or not.
        status (list[ListCasesStatusType0Item] | None | Unset): One or several, after commas or by
            repeating the parameter; without it the live ones: open, waiting-on-customer, worked-
            around.
        priority (ListCasesPriorityType0 | None | Unset):
        engineer_id (None | str | Unset): Who has the case; not for a customer's people.
        level (int | None | Unset): Of support (CP-17).
        opened_after (datetime.datetime | None | Unset): At or after.
        opened_before (datetime.datetime | None | Unset): Before.
        updated_after (datetime.datetime | None | Unset): Something happened at or after this
            time.
        uncovered (bool | None | Unset): P1s that lack an engineer (CP-26); not for a customer's
            people.
        mine (bool | None | Unset): For a contact: logged by its own user, or with it on the team.
            For the vendor's people: those that the asker has.
        q (None | str | Unset): Words in the subject, the description or what was written since
            that the customer may read: all of them, `or` between two, `-` before one that must not
            stand there, `"` round a phrase. A text is found a second after it was written.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageQueuedCaseAnswer]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        customer_id=customer_id,
        number=number,
        status=status,
        priority=priority,
        engineer_id=engineer_id,
        level=level,
        opened_after=opened_after,
        opened_before=opened_before,
        updated_after=updated_after,
        uncovered=uncovered,
        mine=mine,
        q=q,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    customer_id: None | str | Unset = UNSET,
    number: None | str | Unset = UNSET,
    status: list[ListCasesStatusType0Item] | None | Unset = UNSET,
    priority: ListCasesPriorityType0 | None | Unset = UNSET,
    engineer_id: None | str | Unset = UNSET,
    level: int | None | Unset = UNSET,
    opened_after: datetime.datetime | None | Unset = UNSET,
    opened_before: datetime.datetime | None | Unset = UNSET,
    updated_after: datetime.datetime | None | Unset = UNSET,
    uncovered: bool | None | Unset = UNSET,
    mine: bool | None | Unset = UNSET,
    q: None | str | Unset = UNSET,
) -> PageQueuedCaseAnswer | None:
    """List Cases

     The queue: by priority, then Platinum before Gold before Silver (CP-21), then age.

    Within a priority, cases that a TAM moved ahead come first (CP-31); a customer's people see
    no such order. Live cases, unless `status` or `number` says otherwise.

    Args:
        limit (int | Unset): Items a page. Default: 50.
        cursor (None | str | Unset): `next` of the page before.
        customer_id (None | str | Unset):
        number (None | str | Unset): Exactly this one, live or not.
        status (list[ListCasesStatusType0Item] | None | Unset): One or several, after commas or by
            repeating the parameter; without it the live ones: open, waiting-on-customer, worked-
            around.
        priority (ListCasesPriorityType0 | None | Unset):
        engineer_id (None | str | Unset): Who has the case; not for a customer's people.
        level (int | None | Unset): Of support (CP-17).
        opened_after (datetime.datetime | None | Unset): At or after.
        opened_before (datetime.datetime | None | Unset): Before.
        updated_after (datetime.datetime | None | Unset): Something happened at or after this
            time.
        uncovered (bool | None | Unset): P1s that lack an engineer (CP-26); not for a customer's
            people.
        mine (bool | None | Unset): For a contact: logged by its own user, or with it on the team.
            For the vendor's people: those that the asker has.
        q (None | str | Unset): Words in the subject, the description or what was written since
            that the customer may read: all of them, `or` between two, `-` before one that must not
            stand there, `"` round a phrase. A text is found a second after it was written.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageQueuedCaseAnswer
    """

    return sync_detailed(
        client=client,
        limit=limit,
        cursor=cursor,
        customer_id=customer_id,
        number=number,
        status=status,
        priority=priority,
        engineer_id=engineer_id,
        level=level,
        opened_after=opened_after,
        opened_before=opened_before,
        updated_after=updated_after,
        uncovered=uncovered,
        mine=mine,
        q=q,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    customer_id: None | str | Unset = UNSET,
    number: None | str | Unset = UNSET,
    status: list[ListCasesStatusType0Item] | None | Unset = UNSET,
    priority: ListCasesPriorityType0 | None | Unset = UNSET,
    engineer_id: None | str | Unset = UNSET,
    level: int | None | Unset = UNSET,
    opened_after: datetime.datetime | None | Unset = UNSET,
    opened_before: datetime.datetime | None | Unset = UNSET,
    updated_after: datetime.datetime | None | Unset = UNSET,
    uncovered: bool | None | Unset = UNSET,
    mine: bool | None | Unset = UNSET,
    q: None | str | Unset = UNSET,
) -> Response[PageQueuedCaseAnswer]:
    """List Cases

     The queue: by priority, then Platinum before Gold before Silver (CP-21), then age.

    Within a priority, cases that a TAM moved ahead come first (CP-31); a customer's people see
    no such order. Live cases, unless `status` or `number` says otherwise.

    Args:
        limit (int | Unset): Items a page. Default: 50.
        cursor (None | str | Unset): `next` of the page before.
        customer_id (None | str | Unset):
        number (None | str | Unset): Exactly this one, live or not.
        status (list[ListCasesStatusType0Item] | None | Unset): One or several, after commas or by
            repeating the parameter; without it the live ones: open, waiting-on-customer, worked-
            around.
        priority (ListCasesPriorityType0 | None | Unset):
        engineer_id (None | str | Unset): Who has the case; not for a customer's people.
        level (int | None | Unset): Of support (CP-17).
        opened_after (datetime.datetime | None | Unset): At or after.
        opened_before (datetime.datetime | None | Unset): Before.
        updated_after (datetime.datetime | None | Unset): Something happened at or after this
            time.
        uncovered (bool | None | Unset): P1s that lack an engineer (CP-26); not for a customer's
            people.
        mine (bool | None | Unset): For a contact: logged by its own user, or with it on the team.
            For the vendor's people: those that the asker has.
        q (None | str | Unset): Words in the subject, the description or what was written since
            that the customer may read: all of them, `or` between two, `-` before one that must not
            stand there, `"` round a phrase. A text is found a second after it was written.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageQueuedCaseAnswer]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        customer_id=customer_id,
        number=number,
        status=status,
        priority=priority,
        engineer_id=engineer_id,
        level=level,
        opened_after=opened_after,
        opened_before=opened_before,
        updated_after=updated_after,
        uncovered=uncovered,
        mine=mine,
        q=q,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    customer_id: None | str | Unset = UNSET,
    number: None | str | Unset = UNSET,
    status: list[ListCasesStatusType0Item] | None | Unset = UNSET,
    priority: ListCasesPriorityType0 | None | Unset = UNSET,
    engineer_id: None | str | Unset = UNSET,
    level: int | None | Unset = UNSET,
    opened_after: datetime.datetime | None | Unset = UNSET,
    opened_before: datetime.datetime | None | Unset = UNSET,
    updated_after: datetime.datetime | None | Unset = UNSET,
    uncovered: bool | None | Unset = UNSET,
    mine: bool | None | Unset = UNSET,
    q: None | str | Unset = UNSET,
) -> PageQueuedCaseAnswer | None:
    """List Cases

     The queue: by priority, then Platinum before Gold before Silver (CP-21), then age.

    Within a priority, cases that a TAM moved ahead come first (CP-31); a customer's people see
    no such order. Live cases, unless `status` or `number` says otherwise.

    Args:
        limit (int | Unset): Items a page. Default: 50.
        cursor (None | str | Unset): `next` of the page before.
        customer_id (None | str | Unset):
        number (None | str | Unset): Exactly this one, live or not.
        status (list[ListCasesStatusType0Item] | None | Unset): One or several, after commas or by
            repeating the parameter; without it the live ones: open, waiting-on-customer, worked-
            around.
        priority (ListCasesPriorityType0 | None | Unset):
        engineer_id (None | str | Unset): Who has the case; not for a customer's people.
        level (int | None | Unset): Of support (CP-17).
        opened_after (datetime.datetime | None | Unset): At or after.
        opened_before (datetime.datetime | None | Unset): Before.
        updated_after (datetime.datetime | None | Unset): Something happened at or after this
            time.
        uncovered (bool | None | Unset): P1s that lack an engineer (CP-26); not for a customer's
            people.
        mine (bool | None | Unset): For a contact: logged by its own user, or with it on the team.
            For the vendor's people: those that the asker has.
        q (None | str | Unset): Words in the subject, the description or what was written since
            that the customer may read: all of them, `or` between two, `-` before one that must not
            stand there, `"` round a phrase. A text is found a second after it was written.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageQueuedCaseAnswer
    """

    return (
        await asyncio_detailed(
            client=client,
            limit=limit,
            cursor=cursor,
            customer_id=customer_id,
            number=number,
            status=status,
            priority=priority,
            engineer_id=engineer_id,
            level=level,
            opened_after=opened_after,
            opened_before=opened_before,
            updated_after=updated_after,
            uncovered=uncovered,
            mine=mine,
            q=q,
        )
    ).parsed
