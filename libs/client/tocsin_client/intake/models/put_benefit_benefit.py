from typing import Literal

PutBenefitBenefit = Literal["fair-pass", "release-notices", "speaker-series", "vip-group"]

PUT_BENEFIT_BENEFIT_VALUES: set[PutBenefitBenefit] = {
    "fair-pass",
    "release-notices",
    "speaker-series",
    "vip-group",
}


def check_put_benefit_benefit(value: str) -> PutBenefitBenefit:
    if value in PUT_BENEFIT_BENEFIT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PUT_BENEFIT_BENEFIT_VALUES!r}")
