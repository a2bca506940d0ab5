"""Says lengths of time in words: exactly, as measured, or roughly as people say them.

Whoever shows a length says it with one of these three, so that one length reads the same in every
place of its kind.
"""

from datetime import timedelta

_UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def say_length(length: timedelta) -> str:
    """Return `2 d 3 h`: the two largest units, rounded down to a second.

    A shorter length is `less than a second`.
    """
    left, text = int(length.total_seconds()), list[str]()
    for unit, seconds in _UNITS:
        number, left = divmod(left, seconds)
        # A unit of which there are none is left out and not counted: `2 d 5 s`, not `2 d`.
        if number:
            text.append(f"{number} {unit}")
    return " ".join(text[:2]) or "less than a second"


def say_measured(length: timedelta) -> str:
    """Return `3 min 20 s` as `say_length` does, but finer below 10 s: `2.5 s`, `40 ms`, `0 s`.

    Rounded to the nearest.
    """
    if not length:
        return "0 s"
    # Rounded first and compared afterwards: 999.7 ms is `1 s` and never `1000 ms`.
    milliseconds = round(length / timedelta(milliseconds=1))
    if milliseconds < 1_000:
        return f"{milliseconds} ms"
    tenths = round(length / timedelta(milliseconds=100))
    if tenths < 100:
        return f"{tenths / 10:g} s"
    return say_length(timedelta(seconds=round(length.total_seconds())))


def say_roughly(length: timedelta) -> str:
    """Return one unit in words, rounded down: `1 minute`, `119 minutes`, `26 hours`, `3 days`.

    Hours begin with two, and so do days: `119 minutes` says more than `1 hour`.
    """
    if length < 2 * _HOUR:
        return say_number(length // timedelta(minutes=1), "minute")
    if length < 2 * _DAY:
        return say_number(length // _HOUR, "hour")
    return say_number(length // _DAY, "day")


def say_number(number: int, unit: str) -> str:
    """Return `1 hour` or `2 hours`."""
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
