"""Personal data is sealed before it becomes an event, under a key that can be dropped: boxes, keys,
and where keys come from. Knows no database."""
