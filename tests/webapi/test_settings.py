"""Settings from the environment, and one line where they are bad."""

import pytest

from tests.support.sample_service import SECRET
from webapi.load_settings import load
from webapi.settings import ServiceSettings, StoreSettings

GOOD = {
    "TOCSIN_JWT_SECRET": SECRET,
    "TOCSIN_DATABASE_URL": "postgresql://u:hidden@h/d",
    "TOCSIN_KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:9092",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def refused(capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as stopped:
        load(ServiceSettings)
    printed = capsys.readouterr()
    assert (stopped.value.code, printed.out, printed.err.count("\n")) == (2, "", 1)
    return printed.err.strip()


def test_good_settings_are_read(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("TOCSIN_PORT", "8001")
    environment.setenv("TOCSIN_SOMETHING_OF_ANOTHER_SERVICE", "x")

    settings = load(ServiceSettings)

    assert (settings.port, settings.host, settings.shards, settings.metrics_open) == (
        8001,
        "127.0.0.1",
        12,
        False,
    )


def test_secrets_are_not_shown(environment: pytest.MonkeyPatch) -> None:
    shown = repr(load(ServiceSettings))

    assert "hidden" not in shown
    assert SECRET not in shown


def test_a_missing_setting_is_named(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.delenv("TOCSIN_DATABASE_URL")

    assert refused(capsys) == "bad settings: TOCSIN_DATABASE_URL is missing"


@pytest.mark.parametrize(
    ("name", "value", "printed"),
    [
        ("TOCSIN_PORT", "http", "TOCSIN_PORT Input should be a valid integer"),
        ("TOCSIN_PORT", "70000", "TOCSIN_PORT Input should be less than or equal to 65535"),
        (
            "TOCSIN_LOG_FORMAT",
            "xml",
            "TOCSIN_LOG_FORMAT Input should be 'auto', 'json' or 'pretty'",
        ),
        ("TOCSIN_JWT_SECRET", "short-secret", "TOCSIN_JWT_SECRET needs 32 bytes or more"),
        ("TOCSIN_JWKS_URL", "http://id.example/jwks", "TOCSIN_JWKS_URL must be an https address"),
        ("TOCSIN_JWKS_URL", "file:///etc/passwd", "TOCSIN_JWKS_URL must be an https address"),
        (
            "TOCSIN_JWKS_URL",
            "https://id.example/jwks",
            "set one of TOCSIN_JWT_SECRET and TOCSIN_JWKS_URL",
        ),
        ("TOCSIN_TOPIC_PREFIX", "a b", "TOCSIN_TOPIC_PREFIX String should match"),
    ],
)
def test_a_bad_setting_is_named_and_its_value_is_not_repeated(
    environment: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    value: str,
    printed: str,
) -> None:
    environment.setenv(name, value)

    line = refused(capsys)

    assert printed in line
    assert value not in line


def test_all_that_is_bad_is_said_in_the_one_line(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.delenv("TOCSIN_KAFKA_BOOTSTRAP_SERVERS")
    environment.setenv("TOCSIN_SHARDS", "0")

    line = refused(capsys)

    assert "TOCSIN_KAFKA_BOOTSTRAP_SERVERS is missing" in line
    assert "TOCSIN_SHARDS Input should be greater than or equal to 1" in line


@pytest.mark.parametrize(
    "address", ["https://id.example/jwks", "http://127.0.0.1:9/jwks", "http://localhost:9/jwks"]
)
def test_a_jwks_address_is_encrypted_or_on_this_machine(
    environment: pytest.MonkeyPatch, address: str
) -> None:
    environment.delenv("TOCSIN_JWT_SECRET")
    environment.setenv("TOCSIN_JWKS_URL", address)
    environment.setenv("TOCSIN_JWT_AUDIENCE", "tocsin")
    environment.setenv("TOCSIN_JWT_ISSUER", "https://id.example")

    assert load(ServiceSettings).jwks_url == address


@pytest.mark.parametrize("given", ["TOCSIN_JWT_AUDIENCE", "TOCSIN_JWT_ISSUER", None])
def test_an_issuers_keys_are_believed_for_one_audience_and_issuer_only(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: str | None
) -> None:
    environment.delenv("TOCSIN_JWT_SECRET")
    environment.setenv("TOCSIN_JWKS_URL", "https://id.example/jwks")
    if given is not None:
        environment.setenv(given, "x")

    assert "TOCSIN_JWKS_URL needs TOCSIN_JWT_AUDIENCE and TOCSIN_JWT_ISSUER beside it" in refused(
        capsys
    )


@pytest.mark.parametrize("settings", [ServiceSettings, StoreSettings])
def test_no_sandbox_beside_production_identities(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    settings: type[ServiceSettings] | type[StoreSettings],
) -> None:
    monkeypatch.setenv("TOCSIN_DATABASE_URL", GOOD["TOCSIN_DATABASE_URL"])
    monkeypatch.setenv("TOCSIN_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
    monkeypatch.setenv("TOCSIN_JWKS_URL", "https://id.example/jwks")
    monkeypatch.setenv("TOCSIN_JWT_AUDIENCE", "tocsin")
    monkeypatch.setenv("TOCSIN_JWT_ISSUER", "https://id.example")
    load(settings)

    monkeypatch.setenv("TOCSIN_CLOCK", "movable")
    with pytest.raises(SystemExit) as stopped:
        load(settings)
    printed = capsys.readouterr().err
    assert (stopped.value.code, printed.count("\n")) == (2, 1)
    assert "TOCSIN_CLOCK=movable is for a sandbox" in printed


@pytest.mark.parametrize(
    "address", ["https://intake.example", "http://127.0.0.1:8001", "http://localhost:8001"]
)
def test_keys_go_to_intake_encrypted_or_on_this_machine(
    environment: pytest.MonkeyPatch, address: str
) -> None:
    environment.setenv("TOCSIN_API_KEYS_URL", address)

    assert load(ServiceSettings).api_keys_url == address


@pytest.mark.parametrize("address", ["http://intake:8001", "ftp://127.0.0.1", "intake:8001", "x"])
def test_keys_go_nowhere_in_plain_unless_somebody_says_so(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    environment.setenv("TOCSIN_API_KEYS_URL", address)

    assert "TOCSIN_API_KEYS_URL must be an https address" in refused(capsys)
    environment.setenv("TOCSIN_API_KEYS_OVER_HTTP", "true")
    if address.startswith("http://"):
        assert load(ServiceSettings).api_keys_url == address
    else:
        assert "TOCSIN_API_KEYS_URL must be an https address" in refused(capsys)
