"""What events exist, who owns them, and what each promises. `registry.py` is the table."""
