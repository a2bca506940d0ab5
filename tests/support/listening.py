"""An app on a port of its own, in the process of the test."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import uvicorn
from fastapi import FastAPI

from webapi.guarded_protocol import ConnectionLimits, limited
from webapi.serving import bind


@contextlib.asynccontextmanager
async def listening(app: FastAPI, limits: ConnectionLimits | None = None) -> AsyncIterator[int]:
    """Serve the app on a free port of 127.0.0.1 and yield the port."""
    listener = bind("127.0.0.1", 0)
    http = limited(limits or ConnectionLimits())
    server = uvicorn.Server(uvicorn.Config(app, http=http, log_config=None, ws="none"))
    with listener, contextlib.ExitStack() as stack:
        stack.callback(setattr, server, "should_exit", True)
        task = asyncio.create_task(server.serve([listener]))
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)
        yield listener.getsockname()[1]
        server.should_exit = True
        await task
