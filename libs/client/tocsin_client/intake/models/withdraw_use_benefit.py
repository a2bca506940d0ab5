from typing import Literal

WithdrawUseBenefit = Literal["fair-pass", "release-notices", "speaker-series", "vip-group"]

WITHDRAW_USE_BENEFIT_VALUES: set[WithdrawUseBenefit] = {
    "fair-pass",
    "release-notices",
    "speaker-series",
    "vip-group",
}


def check_withdraw_use_benefit(value: str) -> WithdrawUseBenefit:
    if value in WITHDRAW_USE_BENEFIT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WITHDRAW_USE_BENEFIT_VALUES!r}")
