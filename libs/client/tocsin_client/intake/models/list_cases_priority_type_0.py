from typing import Literal

ListCasesPriorityType0 = Literal["P1", "P2", "P3", "P4"]

LIST_CASES_PRIORITY_TYPE_0_VALUES: set[ListCasesPriorityType0] = {
    "P1",
    "P2",
    "P3",
    "P4",
}


def check_list_cases_priority_type_0(value: str) -> ListCasesPriorityType0:
    if value in LIST_CASES_PRIORITY_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {LIST_CASES_PRIORITY_TYPE_0_VALUES!r}"
    )
