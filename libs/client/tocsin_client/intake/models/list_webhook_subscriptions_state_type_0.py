from typing import Literal

ListWebhookSubscriptionsStateType0 = Literal["active", "disabled", "paused"]

LIST_WEBHOOK_SUBSCRIPTIONS_STATE_TYPE_0_VALUES: set[ListWebhookSubscriptionsStateType0] = {
    "active",
    "disabled",
    "paused",
}


def check_list_webhook_subscriptions_state_type_0(value: str) -> ListWebhookSubscriptionsStateType0:
    if value in LIST_WEBHOOK_SUBSCRIPTIONS_STATE_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {LIST_WEBHOOK_SUBSCRIPTIONS_STATE_TYPE_0_VALUES!r}"
    )
