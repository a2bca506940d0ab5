from typing import Literal

TriedBodyHow = Literal["email", "message", "other", "phone"]

TRIED_BODY_HOW_VALUES: set[TriedBodyHow] = {
    "email",
    "message",
    "other",
    "phone",
}


def check_tried_body_how(value: str) -> TriedBodyHow:
    if value in TRIED_BODY_HOW_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TRIED_BODY_HOW_VALUES!r}")
