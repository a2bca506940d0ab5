"""What a reader may ask that cannot be drawn."""


class ReportingError(Exception):
    """Every refusal of reporting is one of these; nothing is written."""


class PeriodUnreadable(ReportingError):
    """A period is a quarter (2026-Q3), a month (2026-09) or a year (2026), between the years 1970 and 9998."""

    def __init__(self, given: str) -> None:
        super().__init__(f"{given!r} is no period: say a quarter (2026-Q3), a month (2026-09) or a year (2026)")


class CustomerUnknown(ReportingError):
    """No event about this customer had been recorded by then, or it is not the asker's to see."""

    def __init__(self, customer_id: str) -> None:
        super().__init__(f"no customer {customer_id} is known as of then")


class ReviewUnknown(ReportingError):
    """No review was published under this id."""

    def __init__(self, review_id: str) -> None:
        super().__init__(f"no review {review_id} was published")
