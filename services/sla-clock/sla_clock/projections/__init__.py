"""How deadlines are kept as rows: pure functions of state and event."""
