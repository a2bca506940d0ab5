"""Intake's edges: its streams in the store, its lists in Postgres, and the plans' data."""
