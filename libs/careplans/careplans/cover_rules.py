"""How long a P1 may be without an engineer (CP-26): a part of the terms, open in the plans."""

import msgspec

from careplans.target import read_target
from careplans.warning_fractions import check_fractions
from events.catalogue.terms import CoverPromise, Target


class CoverRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long nobody may have a P1: after it was opened, raised or reopened, and after somebody
    let go of it.

    Lengths such as `15 minutes`; they count at all hours. `warn_at_fractions`: parts of them, as
    the clock has them for targets; terms that name none here mean the clock's.
    """

    after_opening: str
    after_letting_go: str
    warn_at_fractions: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        # Read at once, so that a slip is told with the file, and not when a case is opened.
        for field in ("after_opening", "after_letting_go"):
            try:
                _length(getattr(self, field))
            except ValueError as error:
                raise ValueError(f"{field}: {error}") from error
        check_fractions(self.warn_at_fractions or ())

    def promise(self) -> CoverPromise:
        """Return what a case is opened with."""
        return CoverPromise(
            after_opening=_length(self.after_opening),
            after_letting_go=_length(self.after_letting_go),
            warn_at_fractions=self.warn_at_fractions,
        )


def _length(text: str) -> Target:
    return read_target(text, "always")
