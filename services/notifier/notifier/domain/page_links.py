"""Makes the links in messages."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from notifier.domain.signed_link import LinkClaim, sign_link


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLinks:
    """Makes links that lead to `public_url`, signed with `secret`, and valid for `valid_for`."""

    public_url: str
    secret: str
    valid_for: timedelta

    def acknowledge(self, page_id: str, engineer_id: str, now: datetime) -> str:
        """Return the address of the acknowledgement page for one engineer."""
        claim = LinkClaim(
            page_id=page_id,
            engineer_id=engineer_id,
            action="acknowledge",
            expires_at=now + self.valid_for,
        )
        return f"{self.public_url.rstrip('/')}/a/{sign_link(claim, self.secret)}"
