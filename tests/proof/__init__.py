"""The clock against a slow count of random histories, written from the rules alone (make prove)."""
