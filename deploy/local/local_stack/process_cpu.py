"""Measures how much processor time a process has used."""

import psutil


def cpu_seconds(pid: int | None) -> float:
    """Return the seconds of processor time that a process has used so far; 0 if it is gone."""
    if pid is None:
        return 0.0
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)
