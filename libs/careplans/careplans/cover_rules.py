"""How long a P1 may be without an engineer (CP-26): a part of the terms, open in the plans."""

import msgspec

from careplans.target import read_target
from events.catalogue.terms import CoverPromise, Target


class CoverRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long nobody may have a P1: after it was opened, raised or reopened, and after somebody
    let go of it.

    Lengths such as `15 minutes`; they count at all hours.
    """

    after_opening: str
    after_letting_go: str

    def __post_init__(self) -> None:
        # Read at once, so that a slip is told with the file, and not when a case is opened.
        self.promise()

    def promise(self) -> CoverPromise:
        """Return what a case is opened with."""
        return CoverPromise(
            after_opening=_length(self.after_opening),
            after_letting_go=_length(self.after_letting_go),
        )


def _length(text: str) -> Target:
    return read_target(text, "always")
