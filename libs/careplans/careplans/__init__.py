"""The care plans as data and pure functions.

Terms, entitlements, calendars, working time and deadlines (CP-1 to CP-33).
"""
