"""Turns what happens to cases into deadlines: met, warned of or breached, once and explained."""
