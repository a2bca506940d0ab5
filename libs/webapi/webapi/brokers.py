"""The broker that the settings name."""

from events.broker.kafka_broker import KafkaBroker
from webapi.settings import ServiceSettings


def kafka_of(settings: ServiceSettings) -> KafkaBroker:
    """Return Kafka at the settings' address, with static membership if the settings say so."""
    return KafkaBroker(
        settings.kafka_bootstrap_servers,
        static_members=settings.static_members,
        session_timeout_s=settings.group_session_s,
    )
