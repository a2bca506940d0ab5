"""Tests of the care plans."""
