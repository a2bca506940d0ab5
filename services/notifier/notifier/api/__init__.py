"""The notifier over REST: who can be paged, who is on call, and pages."""
