from typing import Literal

ErasureReason = Literal["customer-asked", "no-longer-needed", "other", "person-asked"]

ERASURE_REASON_VALUES: set[ErasureReason] = {
    "customer-asked",
    "no-longer-needed",
    "other",
    "person-asked",
}


def check_erasure_reason(value: str) -> ErasureReason:
    if value in ERASURE_REASON_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ERASURE_REASON_VALUES!r}")
