from typing import Literal

WindowBodyEvery = Literal["two-weeks", "week"]

WINDOW_BODY_EVERY_VALUES: set[WindowBodyEvery] = {
    "two-weeks",
    "week",
}


def check_window_body_every(value: str) -> WindowBodyEvery:
    if value in WINDOW_BODY_EVERY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WINDOW_BODY_EVERY_VALUES!r}")
