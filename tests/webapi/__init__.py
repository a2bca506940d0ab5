"""What every REST service shares, seen through a small service of our own."""
