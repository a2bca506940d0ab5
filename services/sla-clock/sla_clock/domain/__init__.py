"""What is promised, what has passed of it, and what that means: pure functions of state, event and the time given."""
