"""What intake decides, as pure functions of a command, the state and the time given.

One use case a file.
"""
