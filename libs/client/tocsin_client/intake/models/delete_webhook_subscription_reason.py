from typing import Literal

DeleteWebhookSubscriptionReason = Literal["leaked", "no-longer-needed", "other", "replaced"]

DELETE_WEBHOOK_SUBSCRIPTION_REASON_VALUES: set[DeleteWebhookSubscriptionReason] = {
    "leaked",
    "no-longer-needed",
    "other",
    "replaced",
}


def check_delete_webhook_subscription_reason(value: str) -> DeleteWebhookSubscriptionReason:
    if value in DELETE_WEBHOOK_SUBSCRIPTION_REASON_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {DELETE_WEBHOOK_SUBSCRIPTION_REASON_VALUES!r}"
    )
