from typing import Literal

GetCertifiedEngineersPlan = Literal["gold", "platinum", "silver"]

GET_CERTIFIED_ENGINEERS_PLAN_VALUES: set[GetCertifiedEngineersPlan] = {
    "gold",
    "platinum",
    "silver",
}


def check_get_certified_engineers_plan(value: str) -> GetCertifiedEngineersPlan:
    if value in GET_CERTIFIED_ENGINEERS_PLAN_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GET_CERTIFIED_ENGINEERS_PLAN_VALUES!r}"
    )
