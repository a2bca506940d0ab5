"""Sends what the store holds to Kafka, in order, and makes watermarks."""
