"""Intake's Postgres schema, revision by revision."""
