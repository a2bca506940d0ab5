"""Reporting: rows, figures, pages."""
