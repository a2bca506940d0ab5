from typing import Literal

NewCaseChannel = Literal["online", "phone"]

NEW_CASE_CHANNEL_VALUES: set[NewCaseChannel] = {
    "online",
    "phone",
}


def check_new_case_channel(value: str) -> NewCaseChannel:
    if value in NEW_CASE_CHANNEL_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NEW_CASE_CHANNEL_VALUES!r}")
