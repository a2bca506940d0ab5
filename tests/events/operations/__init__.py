"""The commands on a service's log, on a real database."""
