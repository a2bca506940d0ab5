from typing import Literal

NewCaseArea = Literal["account", "edi", "product"]

NEW_CASE_AREA_VALUES: set[NewCaseArea] = {
    "account",
    "edi",
    "product",
}


def check_new_case_area(value: str) -> NewCaseArea:
    if value in NEW_CASE_AREA_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NEW_CASE_AREA_VALUES!r}")
