"""Commands on a service's log and on what it follows, shared by all services:

`command_line.py` has the table of them.
"""
