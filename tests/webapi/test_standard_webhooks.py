"""What goes out is signed so that the standard's own library takes it, and nothing else."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from webapi.outbound.standard_webhooks import new_secret, signed_headers

CONTENT = json.dumps({"type": "intake.case.opened", "data": {"subject": "Zäh"}}).encode()


def test_the_standards_library_takes_what_was_signed() -> None:
    secret = new_secret()

    headers = signed_headers("msg-1", datetime.now(UTC), CONTENT, [secret])

    assert Webhook(secret).verify(CONTENT, dict(headers)) == json.loads(CONTENT)


def test_while_a_secret_is_replaced_a_receiver_may_know_either() -> None:
    old, new = new_secret(), new_secret()

    headers = dict(signed_headers("msg-1", datetime.now(UTC), CONTENT, [new, old]))

    assert Webhook(old).verify(CONTENT, headers) == Webhook(new).verify(CONTENT, headers)


@pytest.mark.parametrize("changed", ["webhook-id", "webhook-timestamp", "content", "secret"])
def test_what_was_changed_on_the_way_is_refused(changed: str) -> None:
    secret, now = new_secret(), datetime.now(UTC)
    headers = dict(signed_headers("msg-1", now, CONTENT, [secret]))
    changes = {"webhook-id": "msg-2", "webhook-timestamp": str(int(now.timestamp()) - 1)}
    headers |= {changed: changes[changed]} if changed in changes else {}

    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret() if changed == "secret" else secret).verify(
            CONTENT + b" " if changed == "content" else CONTENT, headers
        )


def test_a_message_that_is_kept_and_sent_later_by_somebody_else_is_refused() -> None:
    secret = new_secret()
    headers = signed_headers("msg-1", datetime.now(UTC) - timedelta(hours=1), CONTENT, [secret])

    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(CONTENT, dict(headers))


def test_no_two_secrets_are_the_same() -> None:
    assert len({new_secret() for _ in range(100)}) == 100
