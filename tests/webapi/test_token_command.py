"""`python -m webapi token` prints a token and nothing else."""

import pytest

from tests.support.sample_service import SECRET, sample_settings
from webapi.__main__ import main
from webapi.tokens import TokenChecker


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_JWT_SECRET", SECRET)


async def test_it_prints_only_a_token_that_is_believed(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["token", "--role", "contact", "--customer", "acme", "--user", "ann", "--ttl", "1"])
        == 0
    )

    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    assert (await TokenChecker(sample_settings()).check(printed.strip())).customer_id == "acme"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "the following arguments are required"),
        (["token"], "the following arguments are required: --role"),
        (["token", "--role", "root"], "no such role: 'root'"),
        (["token", "--role", "contact"], "a contact needs a customer and a user"),
        (["token", "--role", "agent", "--ttl", "0"], "a token lives between a second and a year"),
        (
            ["token", "--role", "agent", "--ttl", "soon"],
            "argument --ttl: invalid float value: 'soon'",
        ),
        (["token", "--role", "agent", "--ttl", "nan"], "cannot convert float NaN"),
        (["token", "--role", "agent", "--ttl", "1e300"], ""),
        (["tokens"], "argument command: invalid choice"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], complaint: str
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)

    printed = capsys.readouterr()
    assert (stopped.value.code, printed.out, printed.err.count("\n")) == (2, "", 1)
    assert printed.err.startswith(f"webapi: {complaint}")


def test_without_a_secret_it_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TOCSIN_JWT_SECRET")

    with pytest.raises(SystemExit):
        main(["token", "--role", "agent"])

    assert (
        capsys.readouterr().err
        == "bad settings: set one of TOCSIN_JWT_SECRET and TOCSIN_JWKS_URL\n"
    )
