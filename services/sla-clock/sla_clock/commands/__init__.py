"""The commands that only the clock has."""
