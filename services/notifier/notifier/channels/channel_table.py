"""Maps each kind of contact method to its channel, in one plain table."""

from collections.abc import Mapping

from events.catalogue.on_call_events import ChannelKind
from notifier.channels.channel import Channel
from notifier.channels.email_channel import EmailChannel, MailServer
from notifier.channels.http_delivery import HttpDelivery
from notifier.channels.pagerduty_channel import PagerDutyChannel
from notifier.channels.slack_channel import SlackChannel
from notifier.channels.unconfigured_channel import UnconfiguredChannel
from notifier.channels.webhook_channel import WebhookChannel
from notifier.settings import NotifierSettings
from webapi.outbound.dial import Dialer
from webapi.outbound.outbound_guard import OutboundGuard

ChannelTable = Mapping[ChannelKind, Channel]


def channel_table(delivery: HttpDelivery, email: EmailChannel | None) -> ChannelTable:
    """Return a channel for every kind; one without a gateway refuses and says why."""
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


def channels_of(settings: NotifierSettings) -> ChannelTable:
    """Return the channels to the world outside, behind the guard against private addresses."""
    guard = OutboundGuard(
        allow_loopback=settings.allow_loopback_webhooks,
        allow_private=settings.allow_private_webhooks,
    )
    return channel_table(HttpDelivery(Dialer(guard), settings.send_timeout_s), _email(settings))


def _email(settings: NotifierSettings) -> EmailChannel | None:
    if settings.smtp_url is None:
        return None
    server = MailServer.of(settings.smtp_url.get_secret_value())
    return EmailChannel(server, settings.mail_from, settings.send_timeout_s)
