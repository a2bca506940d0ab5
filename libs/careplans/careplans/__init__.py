"""The care plans as data and pure functions: terms, entitlements, calendars, working time and deadlines (CP-1 to CP-33)."""
