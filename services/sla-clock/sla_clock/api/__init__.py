"""What the clock answers over HTTP."""
