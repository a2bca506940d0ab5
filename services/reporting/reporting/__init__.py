"""Reviews, boards and rows drawn from the log: reporting owns nothing and can be thrown away and rebuilt."""
