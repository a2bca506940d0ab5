from typing import Literal

NewCasePriority = Literal["P1", "P2", "P3", "P4"]

NEW_CASE_PRIORITY_VALUES: set[NewCasePriority] = {
    "P1",
    "P2",
    "P3",
    "P4",
}


def check_new_case_priority(value: str) -> NewCasePriority:
    if value in NEW_CASE_PRIORITY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NEW_CASE_PRIORITY_VALUES!r}")
