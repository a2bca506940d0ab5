from typing import Literal

DeleteApiKeyReason = Literal["leaked", "no-longer-needed", "other", "replaced"]

DELETE_API_KEY_REASON_VALUES: set[DeleteApiKeyReason] = {
    "leaked",
    "no-longer-needed",
    "other",
    "replaced",
}


def check_delete_api_key_reason(value: str) -> DeleteApiKeyReason:
    if value in DELETE_API_KEY_REASON_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DELETE_API_KEY_REASON_VALUES!r}")
