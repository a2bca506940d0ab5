"""How each event changes a row: pure functions of a row and an event."""
