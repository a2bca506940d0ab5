"""Turns what happens to cases into deadlines that are met, warned of or breached, each exactly once and explained."""
