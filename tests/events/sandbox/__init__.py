"""The clock of a sandbox, which is moved."""
