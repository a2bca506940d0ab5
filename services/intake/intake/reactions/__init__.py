"""What intake does when something happens at the notifier: see `notifier_events.py`."""
