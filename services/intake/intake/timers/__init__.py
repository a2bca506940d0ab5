"""What intake does by itself because an instant has come."""
