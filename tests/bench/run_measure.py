"""Runs one measure in a process of its own, so that its memory is its own, and prints its report as
the last line."""

import asyncio
import logging
import resource
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence

import msgspec
import structlog
import uvloop

from tests.bench import (
    appending,
    applying,
    counting,
    finding,
    following,
    hashing,
    libraries,
    peer,
    relaying,
    ringing,
    sealing,
    seeing,
    supposing,
    waking,
)
from tests.bench.figures import Figure, Report
from tests.bench.workbench import Workbench
from webapi.serving import tune_collector

Measure = Callable[[Workbench], Awaitable[Sequence[Figure]]]
MEASURES: Mapping[str, Measure] = {
    "append": appending.measure,
    "peer": peer.measure,
    "hashing": hashing.measure,
    "sealing": sealing.measure,
    "relay": relaying.measure,
    "visible": seeing.measure,
    "found": finding.measure,
    "apply": applying.measure,
    "timers": ringing.measure,
    "waking": waking.measure,
    "follow": following.measure,
    "arithmetic": counting.measure,
    "libraries": libraries.measure,
    "what-if": supposing.measure,
}


def main() -> None:
    """Run one measure. Arguments: its name, and its workbench as JSON."""
    name, bench = sys.argv[1], msgspec.json.decode(sys.argv[2], type=Workbench)
    tune_collector()
    structlog.configure(
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
    )
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            figures = runner.run(_measured(name, bench))
        report = Report(measure=name, figures=[*figures], peak_mb=_peak_mb())
    except peer.PeerMissing as missing:
        report = Report(measure=name, missing=str(missing))
    print(msgspec.json.encode(report).decode())


async def _measured(name: str, bench: Workbench) -> Sequence[Figure]:
    return await MEASURES[name](bench)


def _peak_mb() -> float:
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


if __name__ == "__main__":
    main()
