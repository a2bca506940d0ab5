from typing import Literal

PutCertifiedEngineersPlan = Literal["gold", "platinum", "silver"]

PUT_CERTIFIED_ENGINEERS_PLAN_VALUES: set[PutCertifiedEngineersPlan] = {
    "gold",
    "platinum",
    "silver",
}


def check_put_certified_engineers_plan(value: str) -> PutCertifiedEngineersPlan:
    if value in PUT_CERTIFIED_ENGINEERS_PLAN_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {PUT_CERTIFIED_ENGINEERS_PLAN_VALUES!r}"
    )
