"""The whole of Tocsin on one machine, with Python and pip only: embedded PostgreSQL, embedded broker, four services."""
