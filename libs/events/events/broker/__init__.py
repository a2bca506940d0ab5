"""The broker as a port: Kafka, or memory."""
