"""The pure part: who is on call, what is worth a page, what a page does next. No I/O, no clock."""
