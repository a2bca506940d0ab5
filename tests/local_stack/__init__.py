"""The whole system on one machine, as a newcomer starts it."""
