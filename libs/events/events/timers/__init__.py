"""Fires what is due, by watermarks and never by a host's clock."""
