"""The broker that the settings name."""

from events.broker.kafka_broker import KafkaBroker
from webapi.settings import ServiceSettings


def kafka_of(settings: ServiceSettings) -> KafkaBroker:
    """Kafka at the settings' address, with static membership where the settings ask for it."""
    return KafkaBroker(settings.kafka_bootstrap_servers, static_members=settings.static_members)
