from typing import Literal

NewCustomerPlan = Literal["gold", "platinum", "silver"]

NEW_CUSTOMER_PLAN_VALUES: set[NewCustomerPlan] = {
    "gold",
    "platinum",
    "silver",
}


def check_new_customer_plan(value: str) -> NewCustomerPlan:
    if value in NEW_CUSTOMER_PLAN_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NEW_CUSTOMER_PLAN_VALUES!r}")
