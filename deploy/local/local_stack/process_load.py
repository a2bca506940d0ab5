"""Measures how much processor time and memory processes use, those that they started included."""

from dataclasses import dataclass

import psutil

_MEGABYTE = 1_048_576


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessLoad:
    """Seconds of processor time used so far, and megabytes of memory held now.

    What processes share is counted once: a database's cache, in the process that has touched it
    most.
    """

    cpu_s: float = 0.0
    memory_mb: float = 0.0


def process_load(pid: int | None) -> ProcessLoad:
    """Return the load of a process and all that it started; nothing if it is gone."""
    if pid is None:
        return ProcessLoad()
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
    except psutil.Error:
        return ProcessLoad()
    loads = [load for one in family if (load := _of_one(one))]
    shared = max((load[2] for load in loads), default=0)
    return ProcessLoad(
        cpu_s=sum(load[0] for load in loads),
        memory_mb=(sum(load[1] for load in loads) + shared) / _MEGABYTE,
    )


def _of_one(process: psutil.Process) -> tuple[float, int, int] | None:
    """Return a process's processor time, its own memory and what it shares with others."""
    try:
        times, memory = process.cpu_times(), process.memory_info()
    except psutil.Error:
        # It ended in between: a database's session.
        return None
    # What had ended before it, too: sessions come and go, and their time was used.
    cpu_s = times.user + times.system + times.children_user + times.children_system
    return float(cpu_s), int(memory.rss - memory.shared), int(memory.shared)
