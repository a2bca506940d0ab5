"""What the notifier does when an instant comes: a step is over, a message is due."""
