"""Judges what happened again, as it would have been under another promise: pure, and in columns."""
