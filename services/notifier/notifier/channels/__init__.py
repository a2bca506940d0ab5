"""How a message leaves the house: one kind of channel a file, and a table of them."""
