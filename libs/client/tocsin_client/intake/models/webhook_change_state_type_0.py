from typing import Literal

WebhookChangeStateType0 = Literal["active", "paused"]

WEBHOOK_CHANGE_STATE_TYPE_0_VALUES: set[WebhookChangeStateType0] = {
    "active",
    "paused",
}


def check_webhook_change_state_type_0(value: str) -> WebhookChangeStateType0:
    if value in WEBHOOK_CHANGE_STATE_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {WEBHOOK_CHANGE_STATE_TYPE_0_VALUES!r}"
    )
