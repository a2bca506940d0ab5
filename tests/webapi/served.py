"""A process that serves the small service with a background loop, for the tests of stopping."""

import asyncio
import sys

from fastapi import APIRouter, Depends

from tests.support.sample_service import sample_settings
from webapi.app import make_app
from webapi.identity import open_to_strangers
from webapi.logs import configure
from webapi.serving import run, serve


async def patient() -> None:
    """Run until cancelled, and say so."""
    try:
        await asyncio.Event().wait()
    finally:
        print("loop cancelled", flush=True)


async def dying() -> None:
    """Die of a bug."""
    await asyncio.sleep(0)
    raise ValueError("a bug")


async def leaving() -> None:
    """End by itself."""


async def stubborn() -> None:
    """Refuse to be cancelled."""
    while True:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            print("loop goes on", flush=True)


def slow_router() -> APIRouter:
    """Return a route that takes a while, and says when it began."""
    router = APIRouter()

    @router.get("/slow", dependencies=[Depends(open_to_strangers)])
    async def slow(ms: int) -> dict[str, str]:
        print("slow began", flush=True)
        await asyncio.sleep(ms / 1000)
        return {"answer": "at last"}

    return router


LOOPS = {"patient": patient, "stubborn": stubborn}


def main() -> int:
    """Serve on the port given, with the loop named."""
    port, loop, grace = int(sys.argv[1]), sys.argv[2], float(sys.argv[3])
    settings = sample_settings(port=port, grace_s=grace)
    configure("served", "json", stream=sys.stdout)
    return run(
        serve(make_app("Served", "1", settings, [slow_router()], {}, {}), settings, [LOOPS[loop]])
    )


if __name__ == "__main__":
    sys.exit(main())
