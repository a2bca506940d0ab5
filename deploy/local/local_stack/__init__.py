"""The whole of Tocsin on one machine, with Python and pip only."""
