"""What goes out is signed so that the standard's own library takes it, and nothing else."""

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from webapi.outbound.standard_webhooks import new_secret, signed_headers

DOCUMENT = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text(encoding="utf-8")
IN_PYTHON, _, _AFTER = DOCUMENT.partition("```python\n")[2].partition("```")
IN_A_SHELL = _AFTER.partition("```\n")[2].partition("```")[0]
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


def test_the_documents_example_in_python_takes_a_message() -> None:
    secret = new_secret()
    headers = dict(signed_headers("msg-1", datetime.now(UTC), CONTENT, [secret]))
    names: dict[str, Any] = {"Webhook": Webhook}

    exec(IN_PYTHON.replace("whsec_...", secret), names)

    assert names["take"](CONTENT, headers) == json.loads(CONTENT)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not there")
def test_the_documents_example_for_a_shell_prints_the_signature(tmp_path: Path) -> None:
    secret = new_secret()
    headers = signed_headers("msg-1", datetime.now(UTC), CONTENT, [secret])
    (tmp_path / "body.json").write_bytes(CONTENT)
    known = {
        "SECRET": secret,
        "WEBHOOK_ID": "msg-1",
        "WEBHOOK_TIMESTAMP": headers["webhook-timestamp"],
    }

    printed = subprocess.run(
        ["sh", "-c", IN_A_SHELL],
        cwd=tmp_path,
        env={**os.environ, **known},
        capture_output=True,
        check=True,
        text=True,
    )

    assert f"v1,{printed.stdout.strip()}" == headers["webhook-signature"]


def test_no_two_secrets_are_the_same() -> None:
    assert len({new_secret() for _ in range(100)}) == 100
