from typing import Literal

ListServiceRequestsStateType0Item = Literal[
    "accepted", "declined", "done", "quoted", "requested", "withdrawn"
]

LIST_SERVICE_REQUESTS_STATE_TYPE_0_ITEM_VALUES: set[ListServiceRequestsStateType0Item] = {
    "accepted",
    "declined",
    "done",
    "quoted",
    "requested",
    "withdrawn",
}


def check_list_service_requests_state_type_0_item(value: str) -> ListServiceRequestsStateType0Item:
    if value in LIST_SERVICE_REQUESTS_STATE_TYPE_0_ITEM_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {LIST_SERVICE_REQUESTS_STATE_TYPE_0_ITEM_VALUES!r}"
    )
