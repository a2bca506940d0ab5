"""What the notifier reads from and writes to PostgreSQL beside its events."""
