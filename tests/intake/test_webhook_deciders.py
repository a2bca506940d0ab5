"""Each decider about webhooks: given events, when a command, then events or a refusal."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from events.catalogue.webhook_events import (
    WebhookAddress,
    WebhookChanged,
    WebhookDisabled,
    WebhookPaused,
    WebhookReplayRequested,
    WebhookResumed,
    WebhookSecretRotated,
    WebhookSubscribed,
    WebhookTested,
    WebhookUnsubscribed,
    WhyDisabled,
)
from intake.adapters import webhook_deciders
from intake.domain.change_webhook import ChangeWebhook
from intake.domain.disable_webhook import DisableWebhook
from intake.domain.public_history import INTERNAL
from intake.domain.replay_webhook import ReplayWebhook
from intake.domain.retry_delivery import MOST_ATTEMPTS, PAUSES, failed_for_a_day, pause_after
from intake.domain.rotate_webhook_secret import RotateWebhookSecret
from intake.domain.subscribe_webhook import MOST_WEBHOOKS, SubscribeWebhook
from intake.domain.try_webhook import TryWebhook
from intake.domain.unsubscribe_webhook import UnsubscribeWebhook
from intake.domain.webhook import PUBLIC_TYPES, UnknownEventTypes
from tests.support.given import deciding

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
URL = "https://hooks.acme.example/tocsin"
OPENED = "intake.case.opened"
SUBSCRIBED = WebhookSubscribed(
    webhook_id="w1",
    customer_id="acme",
    event_types=(OPENED,),
    secret_id="s1",
    subscribed_by="ann",
    personal=WebhookAddress(url=URL, description="Our ERP"),
)
PAUSED = WebhookPaused(webhook_id="w1", paused_by="ann")
RESUMED = WebhookResumed(webhook_id="w1", resumed_by="ann")
GONE = WebhookDisabled(webhook_id="w1", reason="gone", disabled_at=NOON)
TAKEN_AWAY = WebhookUnsubscribed(webhook_id="w1", reason="no-longer-needed", unsubscribed_by="ann")

subscribing = deciding(webhook_deciders.SUBSCRIBING_WEBHOOK)
changing = deciding(webhook_deciders.CHANGING_WEBHOOK)
rotating = deciding(webhook_deciders.ROTATING_WEBHOOK_SECRET)
unsubscribing = deciding(webhook_deciders.UNSUBSCRIBING_WEBHOOK)
trying = deciding(webhook_deciders.TRYING_WEBHOOK)
replaying = deciding(webhook_deciders.REPLAYING_WEBHOOK)
disabling = deciding(webhook_deciders.DISABLING_WEBHOOK)


def subscribe(*event_types: str, webhooks: int = 0) -> SubscribeWebhook:
    wanted = msgspec.structs.replace(SUBSCRIBED, event_types=event_types)
    return SubscribeWebhook(wanted=wanted, webhooks=webhooks)


def change(**changes: object) -> ChangeWebhook:
    nothing = {"url": None, "description": None, "event_types": None, "state": None}
    return ChangeWebhook(**{**nothing, **changes}, changed_by="ann")  # type: ignore[arg-type]


def test_a_webhook_hears_of_what_was_asked_for_each_once() -> None:
    closed = "intake.case.closed"
    sorted_types = msgspec.structs.replace(SUBSCRIBED, event_types=(closed, OPENED))

    subscribing.given().when(subscribe(OPENED, closed, OPENED)).then(sorted_types)


def test_no_types_stand_for_all_that_are_public() -> None:
    subscribing.given().when(subscribe()).then(msgspec.structs.replace(SUBSCRIBED, event_types=()))


@pytest.mark.parametrize("internal", ["intake.case.noted", "intake.customer.registered", "x"])
def test_a_webhook_hears_of_nothing_internal(internal: str) -> None:
    refusal = subscribing.given().when(subscribe(OPENED, internal)).refused("unknown-event-type")

    assert isinstance(refusal, UnknownEventTypes)
    assert refusal.known == PUBLIC_TYPES
    assert OPENED in refusal.known
    changing.given(SUBSCRIBED).when(change(event_types=[internal])).refused("unknown-event-type")


def test_a_webhook_may_name_every_type_there_is() -> None:
    all_types = msgspec.structs.replace(SUBSCRIBED, event_types=PUBLIC_TYPES)

    subscribing.given().when(subscribe(*PUBLIC_TYPES)).then(all_types)


def test_no_internal_event_of_a_case_has_a_public_type() -> None:
    names = {kind.__name__ for kind in INTERNAL}

    assert names >= {"CaseNoted", "CaseHandedOver"}
    assert not [one for one in PUBLIC_TYPES if one.endswith(("noted", "handed-over", "assigned"))]


def test_an_id_is_given_to_one_webhook() -> None:
    subscribing.given(SUBSCRIBED).when(subscribe(OPENED)).refused("webhook-exists")


@pytest.mark.parametrize("webhooks", [MOST_WEBHOOKS, MOST_WEBHOOKS + 1])
def test_a_customer_has_so_many_webhooks_at_most(webhooks: int) -> None:
    subscribing.given().when(subscribe(OPENED, webhooks=webhooks)).refused("too-many-webhooks")


def test_a_customer_may_have_as_many_as_that() -> None:
    subscribing.given().when(subscribe(OPENED, webhooks=MOST_WEBHOOKS - 1)).then(SUBSCRIBED)


@pytest.mark.parametrize(
    ("changes", "address", "event_types"),
    [
        (
            {"url": "https://new.acme.example/"},
            WebhookAddress(url="https://new.acme.example/", description="Our ERP"),
            (OPENED,),
        ),
        ({"description": ""}, WebhookAddress(url=URL, description=""), (OPENED,)),
        ({"event_types": []}, WebhookAddress(url=URL, description="Our ERP"), ()),
    ],
)
def test_what_is_given_is_changed_and_the_rest_stays(
    changes: dict[str, object], address: WebhookAddress, event_types: tuple[str, ...]
) -> None:
    changed = WebhookChanged(
        webhook_id="w1", event_types=event_types, changed_by="ann", personal=address
    )

    after = changing.given(SUBSCRIBED).when(change(**changes)).then(changed)

    assert after is not None
    assert (after.url, after.description, after.event_types) == (
        address.url,
        address.description,
        event_types,
    )


def test_what_is_so_already_is_not_recorded_again() -> None:
    same = change(url=URL, description="Our ERP", event_types=[OPENED], state="active")

    changing.given(SUBSCRIBED).when(same).then()
    changing.given(SUBSCRIBED, PAUSED).when(change(state="paused")).then()


def test_a_webhook_is_paused_and_resumed() -> None:
    after = changing.given(SUBSCRIBED).when(change(state="paused")).then(PAUSED)
    assert after is not None
    assert after.state == "paused"

    after = changing.given(SUBSCRIBED, PAUSED).when(change(state="active")).then(RESUMED)
    assert after is not None
    assert (after.state, after.disabled_for) == ("active", None)


@pytest.mark.parametrize(("state", "event"), [("active", RESUMED), ("paused", PAUSED)])
def test_a_webhook_that_was_disabled_is_resumed_by_a_person(
    state: str, event: WebhookResumed | WebhookPaused
) -> None:
    after = changing.given(SUBSCRIBED, GONE).when(change(state=state)).then(event)

    assert after is not None
    assert (after.state, after.disabled_for) == (state, None)


@pytest.mark.parametrize(
    ("reason", "old_until"),
    [
        ("routine", NOON + timedelta(hours=24)),
        ("other", NOON + timedelta(hours=24)),
        ("leaked", NOON),
    ],
)
def test_the_old_secret_signs_for_a_day_unless_it_leaked(reason: str, old_until: datetime) -> None:
    command = RotateWebhookSecret(
        secret_id="s2",
        reason=reason,  # type: ignore[arg-type]
        rotated_by="ann",
        now=NOON,
    )
    rotated = WebhookSecretRotated(
        webhook_id="w1",
        secret_id="s2",
        old_until=old_until,
        reason=reason,  # type: ignore[arg-type]
        rotated_by="ann",
    )

    after = rotating.given(SUBSCRIBED).when(command).then(rotated)

    assert after is not None
    assert (after.secret_id, after.old_secret_id, after.old_until) == ("s2", "s1", old_until)


def test_a_webhook_is_taken_away_for_good() -> None:
    command = UnsubscribeWebhook(reason="no-longer-needed", unsubscribed_by="ann")

    after = unsubscribing.given(SUBSCRIBED).when(command).then(TAKEN_AWAY)
    assert after is not None
    assert (after.gone, after.url) == (True, URL)
    unsubscribing.given(SUBSCRIBED, TAKEN_AWAY).when(command).refused("unknown-webhook")
    changing.given(SUBSCRIBED, TAKEN_AWAY).when(change(state="paused")).refused("unknown-webhook")


@pytest.mark.parametrize("state", [(), (PAUSED,), (GONE,)])
def test_a_receiver_is_tried_in_whatever_state_the_webhook_is(
    state: tuple[WebhookPaused | WebhookDisabled, ...],
) -> None:
    tested = WebhookTested(webhook_id="w1", test_id="t1", tested_by="ann")

    subject = trying.given(SUBSCRIBED, *state)
    after = subject.when(TryWebhook(test_id="t1", tested_by="ann")).then(tested)
    assert after == subject.state


def test_no_receiver_is_tried_of_a_webhook_that_never_was() -> None:
    trying.given().when(TryWebhook(test_id="t1", tested_by="ann")).refused("unknown-webhook")


@pytest.mark.parametrize("what", [{"event_id": "e1"}, {"since": NOON}, {"position": (1, 5)}])
def test_events_are_sent_again_as_they_are_asked_for(what: dict[str, object]) -> None:
    command = ReplayWebhook(**what, requested_by="ann", now=NOON)  # type: ignore[arg-type]
    requested = WebhookReplayRequested(webhook_id="w1", requested_by="ann", **what)  # type: ignore[arg-type]

    replaying.given(SUBSCRIBED).when(command).then(requested)


def test_nothing_is_sent_again_from_the_future_on() -> None:
    soon = ReplayWebhook(since=NOON + timedelta(seconds=1), requested_by="ann", now=NOON)

    replaying.given(SUBSCRIBED).when(soon).refused("since-in-the-future")


@pytest.mark.parametrize("state", [PAUSED, GONE])
def test_nothing_is_sent_again_to_a_webhook_that_is_not_sent_to(
    state: WebhookPaused | WebhookDisabled,
) -> None:
    command = ReplayWebhook(since=NOON, requested_by="ann", now=NOON)

    replaying.given(SUBSCRIBED, state).when(command).refused("webhook-not-active")


@pytest.mark.parametrize("reason", ["gone", "failed-for-a-day"])
def test_a_webhook_that_takes_nothing_is_disabled_with_the_reason(reason: WhyDisabled) -> None:
    command = DisableWebhook(url=URL, reason=reason, now=NOON)
    disabled = WebhookDisabled(webhook_id="w1", reason=reason, disabled_at=NOON)

    after = disabling.given(SUBSCRIBED).when(command).then(disabled)

    assert after is not None
    assert (after.state, after.disabled_for) == ("disabled", reason)


@pytest.mark.parametrize("before", [(), (SUBSCRIBED, PAUSED), (SUBSCRIBED, TAKEN_AWAY)])
def test_only_a_webhook_that_is_sent_to_is_disabled(
    before: tuple[WebhookSubscribed | WebhookPaused | WebhookUnsubscribed, ...],
) -> None:
    disabling.given(*before).when(DisableWebhook(url=URL, reason="gone", now=NOON)).then()


def test_a_webhook_that_leads_elsewhere_by_now_is_not_disabled() -> None:
    command = DisableWebhook(url="https://old.acme.example/", reason="gone", now=NOON)

    disabling.given(SUBSCRIBED).when(command).then()


def test_a_receiver_has_failed_once_it_had_the_time_of_all_attempts() -> None:
    least = sum(PAUSES, timedelta(0)) * 0.9
    assert failed_for_a_day(NOON, NOON + least)
    assert not failed_for_a_day(NOON, NOON + least - timedelta(seconds=1))


def test_attempts_are_spread_over_about_a_day() -> None:
    pauses = [pause_after(attempts, None, 0.5) for attempts in range(1, MOST_ATTEMPTS)]

    assert pauses == list(PAUSES)
    assert timedelta(hours=23) < sum(PAUSES, timedelta()) < timedelta(hours=25)
    assert pause_after(MOST_ATTEMPTS, None, 0.5) is None
    assert pause_after(MOST_ATTEMPTS, timedelta(seconds=1), 0.5) is None


@pytest.mark.parametrize(("spread", "seconds"), [(0.0, 270), (0.5, 300), (1.0, 330)])
def test_what_failed_together_comes_back_apart(spread: float, seconds: int) -> None:
    assert pause_after(2, None, spread) == timedelta(seconds=seconds)


def test_a_receiver_that_asks_for_time_gets_it_and_no_less_than_it_would_have_had() -> None:
    assert pause_after(1, timedelta(minutes=10), 0.5) == timedelta(minutes=10)
    assert pause_after(3, timedelta(seconds=1), 0.5) == timedelta(minutes=30)
