from typing import Literal

NumberBodyCallers = Literal["elsewhere", "vendor-country"]

NUMBER_BODY_CALLERS_VALUES: set[NumberBodyCallers] = {
    "elsewhere",
    "vendor-country",
}


def check_number_body_callers(value: str) -> NumberBodyCallers:
    if value in NUMBER_BODY_CALLERS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NUMBER_BODY_CALLERS_VALUES!r}")
