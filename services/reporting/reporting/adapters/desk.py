"""What pages and API ask for: reviews, boards and lists, read from the tables at the vendor's time and zone."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from events.clock import Clock
from events.store.connection import Pool
from reporting.adapters.read_review import ReviewReader
from reporting.domain.period import quarter_of, read_period
from reporting.domain.review import Review


@dataclass(frozen=True, slots=True)
class Desk:
    """One place to draw from: `clock` says what time it is for ages and for periods that are not over, `zone` is the vendor's."""

    pool: Pool
    schema: str
    consumer: str
    clock: Clock
    zone: ZoneInfo

    async def review(self, customer_id: str, period: str, as_of: datetime | None) -> Review:
        """The review of a customer's period. Raises PeriodUnreadable, CustomerUnknown."""
        reader = ReviewReader(self.pool, self.schema, self.consumer)
        return await reader.draw(customer_id, read_period(period, self.zone), as_of=as_of, now=self.clock.now())

    def quarter(self) -> str:
        """The quarter that it is now."""
        return quarter_of(self.clock.now(), self.zone)
