"""Takes the data of time zones from the locked wheel `tzdata`, and never from the machine.

Machines differ in what they know of a zone, and an instant that depends on it would differ, too: a
due time, a shift's end, a day of a report.
"""

import zoneinfo
from importlib.metadata import version
from typing import Final

ZONE_DATA: Final = f"tzdata {version('tzdata')}"
"""Which release of the data this process goes by."""


def use_locked_zones() -> None:
    """Make every zone that is made from now on come from the wheel, in this process."""
    zoneinfo.reset_tzpath(to=())
    # Those that were made before are kept by whoever made them, and handed to nobody else.
    zoneinfo.ZoneInfo.clear_cache()
