"""The figures as JSON and as rows."""
