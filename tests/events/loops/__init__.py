"""Tests of the loop that background tasks run in."""
