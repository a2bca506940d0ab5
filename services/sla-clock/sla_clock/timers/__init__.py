"""What notices that an instant has passed."""
