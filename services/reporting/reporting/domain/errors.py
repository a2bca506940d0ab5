"""What a reader may ask that cannot be drawn."""

from datetime import datetime
from uuid import UUID


class ReportingError(Exception):
    """Every refusal of reporting is one of these; nothing is written."""


class PeriodUnreadable(ReportingError):
    """A period is a quarter (2026-Q3), a month (2026-09) or a year (2026), between the years 1970
    and 9998.
    """

    def __init__(self, given: str) -> None:
        super().__init__(
            f"{given!r} is no period: say a quarter (2026-Q3), a month (2026-09) or a year (2026)"
        )


class CustomerUnknown(ReportingError):
    """No event about this customer had been recorded by then, or it is not the asker's to see."""

    def __init__(self, customer_id: str) -> None:
        super().__init__(f"no customer {customer_id} is known as of then")


class CaseUnknown(ReportingError):
    """No event about this case has been read."""

    def __init__(self, case_id: str) -> None:
        super().__init__(f"no case {case_id} is known")


class ReviewUnknown(ReportingError):
    """No review was published under this id."""

    def __init__(self, review_id: str) -> None:
        super().__init__(f"no review {review_id} was published")


class AsOfInFuture(ReportingError):
    """Nothing can be drawn as of an instant that has not come."""

    def __init__(self, as_of: datetime) -> None:
        super().__init__(f"{as_of.isoformat()} has not come yet")


class NotKnownYet(ReportingError):
    """Not everything recorded by then has been read.

    Ask again shortly: an answer now could come out otherwise later.
    """

    def __init__(self, instant: datetime, known_until: datetime | None) -> None:
        until = (
            f"everything is known up to {known_until.isoformat()}"
            if known_until
            else "nothing is known yet"
        )
        super().__init__(f"not everything recorded by {instant.isoformat()} has been read; {until}")
        self.known_until = known_until


class PeriodNotBegun(ReportingError):
    """A review says nothing about a period before it begins: its figures would be none."""

    def __init__(self, period: str, begins_at: datetime) -> None:
        super().__init__(
            f"{period} begins at {begins_at.isoformat()}; until then there is no review of it"
        )


class PeriodNotOver(ReportingError):
    """A review is published when its period is over: before, its figures would still change."""

    def __init__(self, period: str, ends_at: datetime) -> None:
        super().__init__(
            f"{period} ends at {ends_at.isoformat()}; a review is published when its period is over"
        )


class NotJudgedYet(ReportingError):
    """Targets of the period fell due, or cases were opened, of which the clock has not told: their
    verdicts would be missing.
    """

    def __init__(self, period: str, due: int, unclocked: int) -> None:
        super().__init__(
            f"{period} has {due} targets that fell due and {unclocked} cases "
            "that the clock has not judged yet"
        )


class ReviewNotInPlan(ReportingError):
    """The customer's plan in that period gives no review of such a period (CP-29)."""

    def __init__(self, period: str, rule: str) -> None:
        super().__init__(f"there is no review of {period} to publish: {rule}")


class AlreadyPublished(ReportingError):
    """A period has one published review; what was recorded since stands in its amendments."""

    def __init__(self, period: str, review_id: UUID) -> None:
        super().__init__(
            f"the review of {period} was published already; "
            "what was recorded since is in its amendments"
        )
        self.review_id = review_id


class NotPublished(ReportingError):
    """The customer's people see reviews that were published; this one was not, or its plan gives
    none (CP-29).
    """

    def __init__(self, period: str, rule: str) -> None:
        super().__init__(f"no review of {period} is published. {rule}".strip())
