"""Which kind of contact method is served by which channel: one plain table."""

from collections.abc import Mapping

from events.catalogue.on_call_events import ChannelKind
from notifier.channels.channel import Channel
from notifier.channels.email_channel import EmailChannel
from notifier.channels.http_delivery import HttpDelivery
from notifier.channels.pagerduty_channel import PagerDutyChannel
from notifier.channels.slack_channel import SlackChannel
from notifier.channels.unconfigured_channel import UnconfiguredChannel
from notifier.channels.webhook_channel import WebhookChannel

ChannelTable = Mapping[ChannelKind, Channel]


def channel_table(delivery: HttpDelivery, email: EmailChannel | None) -> ChannelTable:
    """Every kind has a channel; a kind without a gateway has one that refuses and says why."""
    unconfigured = UnconfiguredChannel()
    return {
        "webhook": WebhookChannel(delivery),
        "email": email or unconfigured,
        "pagerduty": PagerDutyChannel(delivery),
        "slack": SlackChannel(delivery),
        "sms": unconfigured,
        "voice": unconfigured,
        "apprise": unconfigured,
    }
