"""How a command ends that cannot do what was asked."""


class StopCommand(Exception):
    """Bad input, or a world that does not allow it: its message is one line for stderr, and the exit code is 2. Nothing was written."""
