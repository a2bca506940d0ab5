from typing import Literal

FeesStatus = Literal["current", "overdue"]

FEES_STATUS_VALUES: set[FeesStatus] = {
    "current",
    "overdue",
}


def check_fees_status(value: str) -> FeesStatus:
    if value in FEES_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FEES_STATUS_VALUES!r}")
