"""What is promised, what has passed of it, and what that means.

Pure functions of state, event and the time given.
"""
