from typing import Literal

NewTermPlan = Literal["gold", "platinum", "silver"]

NEW_TERM_PLAN_VALUES: set[NewTermPlan] = {
    "gold",
    "platinum",
    "silver",
}


def check_new_term_plan(value: str) -> NewTermPlan:
    if value in NEW_TERM_PLAN_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NEW_TERM_PLAN_VALUES!r}")
