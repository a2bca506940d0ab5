"""Where deadlines are kept: rows, events and timers, written in one transaction."""
