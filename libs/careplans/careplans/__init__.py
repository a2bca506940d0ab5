"""The care plans as data and pure functions.

Terms, entitlements, calendars, working time and deadlines (CP-1 to CP-33). Whoever imports any of
it has its time zones from the locked data.
"""

from careplans.zone_data import use_locked_zones

use_locked_zones()
