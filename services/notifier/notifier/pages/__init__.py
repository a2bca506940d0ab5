"""Web pages that an engineer's phone opens from a message."""
