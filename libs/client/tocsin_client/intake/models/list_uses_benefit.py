from typing import Literal

ListUsesBenefit = Literal["fair-pass", "release-notices", "speaker-series", "vip-group"]

LIST_USES_BENEFIT_VALUES: set[ListUsesBenefit] = {
    "fair-pass",
    "release-notices",
    "speaker-series",
    "vip-group",
}


def check_list_uses_benefit(value: str) -> ListUsesBenefit:
    if value in LIST_USES_BENEFIT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_USES_BENEFIT_VALUES!r}")
