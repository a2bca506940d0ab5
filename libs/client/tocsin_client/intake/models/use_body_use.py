from typing import Literal

UseBodyUse = Literal["attended", "given", "invited", "joined", "left", "sent"]

USE_BODY_USE_VALUES: set[UseBodyUse] = {
    "attended",
    "given",
    "invited",
    "joined",
    "left",
    "sent",
}


def check_use_body_use(value: str) -> UseBodyUse:
    if value in USE_BODY_USE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {USE_BODY_USE_VALUES!r}")
