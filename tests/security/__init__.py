"""Nobody gets what is not theirs, on any route of any service."""
