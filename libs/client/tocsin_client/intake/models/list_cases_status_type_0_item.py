from typing import Literal

ListCasesStatusType0Item = Literal[
    "closed", "excluded", "open", "resolved", "waiting-on-customer", "worked-around"
]

LIST_CASES_STATUS_TYPE_0_ITEM_VALUES: set[ListCasesStatusType0Item] = {
    "closed",
    "excluded",
    "open",
    "resolved",
    "waiting-on-customer",
    "worked-around",
}


def check_list_cases_status_type_0_item(value: str) -> ListCasesStatusType0Item:
    if value in LIST_CASES_STATUS_TYPE_0_ITEM_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {LIST_CASES_STATUS_TYPE_0_ITEM_VALUES!r}"
    )
