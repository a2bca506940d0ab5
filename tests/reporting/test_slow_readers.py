"""Ten readers of an export that do not read hold nobody up: no connection, no snapshot, no answer
of anybody else.
"""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from events.store.connection import Pool, make_pool
from reporting.adapters.history_table import CASE_HISTORY
from reporting.adapters.stream_rows import stream_rows
from reporting.bootstrap import app_on
from reporting.domain.case_row import CaseRow
from tests.reporting.conftest import Reports
from tests.reporting.event_log import HOUR, EventLog
from tests.reporting.many_cases import fill_with_cases
from webapi.serving import bind

ROWS = 30_000
READERS = 10
OTHERS_AT_MOST_S = 30.0
"""Slow readers would hold them up for as long as they like."""
_READ_AND_STOP = 2_048


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[int]:
    """The port on which the app answers."""
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off"))
    with bind("127.0.0.1", 0) as listener:
        serving = asyncio.create_task(server.serve([listener]))
        yield int(listener.getsockname()[1])
        server.should_exit = server.force_exit = True
        await serving


@pytest.fixture
async def exports(reports: Reports) -> AsyncIterator[Pool]:
    pool = await make_pool(reports.settings.database_url, size=3, application_name="exports")
    yield pool
    pool.terminate()


@pytest.fixture
async def port(reports: Reports, log: EventLog, exports: Pool) -> AsyncIterator[int]:
    """Reporting on a real socket, with many rows."""
    await reports.take(log)
    await fill_with_cases(reports.pool, ROWS, reports.clock.now() - 2 * HOUR)
    app = app_on(
        reports.settings, reports.pool, reports.clock, known=reports.known, exports=exports
    )
    async with served(app) as port:
        yield port


async def read_a_little(port: int, token: str) -> asyncio.StreamWriter:
    """Ask for an export, read two KB of it and no more."""
    # A small window: what is not read stays with the server, not in the buffers of this machine.
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2 * _READ_AND_STOP)
    narrow.setblocking(False)
    await asyncio.get_running_loop().sock_connect(narrow, ("127.0.0.1", port))
    reader, writer = await asyncio.open_connection(sock=narrow, limit=_READ_AND_STOP)
    request = (
        f"GET /v1/exports/cases.jsonl HTTP/1.1\r\nHost: localhost\r\nAuthorization: {token}\r\n\r\n"
    )
    writer.write(request.encode())
    assert b"200 OK" in await reader.read(_READ_AND_STOP)
    return writer


async def until_lent_to_nobody(pool: Pool) -> None:
    """Return once every buffer on the way is full: what waits for its reader then holds no
    connection.
    """
    async with asyncio.timeout(60):
        # No event is set by the buffers of the kernel.
        while pool.get_idle_size() < pool.get_size():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.1)


async def test_ten_slow_readers_of_an_export_leave_everybody_else_alone(
    reports: Reports, port: int, exports: Pool
) -> None:
    headers = reports.as_role("tam", None)
    slow = [await read_a_little(port, headers["Authorization"]) for _ in range(READERS)]
    others = httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=OTHERS_AT_MOST_S
    )
    async with others:
        began = monotonic()
        answers = [await others.get(path) for path in ("/health/ready", "/v1/cases?limit=5", "/")]
        assert [answer.status_code for answer in answers] == [200, 200, 200]
        assert monotonic() - began < OTHERS_AT_MOST_S
    busy = """select count(*) from pg_stat_activity
        where datname = current_database() and state like 'idle in trans%'"""
    assert await reports.pool.fetchval(busy) == 0
    await until_lent_to_nobody(exports)
    for writer in slow:
        writer.close()


async def test_a_reader_that_takes_its_time_gets_every_row_once(
    reports: Reports, port: int
) -> None:
    headers = reports.as_role("tam", None)
    async with (
        httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=30
        ) as client,
        client.stream("GET", "/v1/exports/deadlines.csv") as answer,
    ):
        lines = [line async for line in answer.aiter_lines()]
    keys = [line.partition(",")[0] for line in lines[1:]]
    assert len(keys) == len(set(keys)) == ROWS


async def test_an_export_is_of_one_instant_though_events_come_while_it_is_read(
    reports: Reports, log: EventLog
) -> None:
    for number in range(1_200):
        log.opens(f"c{number:04}", reports.clock.now() - HOUR)
    await reports.take(log)
    rows: list[CaseRow] = []
    async for part in stream_rows(reports.reports(), CASE_HISTORY, None):
        if not rows:
            for number in range(1_200):
                log.resolves(f"c{number:04}", reports.clock.now())
            log.opens("c9999", reports.clock.now())
            await reports.take(log)
        rows += part
    assert len(rows) == 1_200
    assert {row.status for row in rows} == {"open"}
