"""Applies Kafka records exactly once in effect: checkpoint, gap detection, dead letters."""
