"""The clock: its decisions, its batches, its timers, its API, and its verdicts against a slow
oracle.
"""
