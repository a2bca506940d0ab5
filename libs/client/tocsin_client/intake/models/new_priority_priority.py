from typing import Literal

NewPriorityPriority = Literal["P1", "P2", "P3", "P4"]

NEW_PRIORITY_PRIORITY_VALUES: set[NewPriorityPriority] = {
    "P1",
    "P2",
    "P3",
    "P4",
}


def check_new_priority_priority(value: str) -> NewPriorityPriority:
    if value in NEW_PRIORITY_PRIORITY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NEW_PRIORITY_PRIORITY_VALUES!r}")
