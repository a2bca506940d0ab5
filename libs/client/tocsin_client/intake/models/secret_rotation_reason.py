from typing import Literal

SecretRotationReason = Literal["leaked", "other", "routine"]

SECRET_ROTATION_REASON_VALUES: set[SecretRotationReason] = {
    "leaked",
    "other",
    "routine",
}


def check_secret_rotation_reason(value: str) -> SecretRotationReason:
    if value in SECRET_ROTATION_REASON_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {SECRET_ROTATION_REASON_VALUES!r}"
    )
