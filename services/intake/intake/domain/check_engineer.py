"""Refuses to give a case to somebody who is no engineer: it would be with nobody (CP-26)."""

from intake.domain.errors import Invalid


def check_engineer(engineer_id: str, *, exists: bool) -> None:
    """Raise Invalid (`unknown-engineer`) if there is no such engineer."""
    if not exists:
        raise Invalid(
            "unknown-engineer",
            f"{engineer_id} is no engineer that can be paged; the notifier lists them"
            " (GET /v1/engineers)",
        )
