"""What goes out: to addresses that others chose, guarded, in time, and signed."""
