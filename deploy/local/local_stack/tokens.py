"""Tokens of the local system, signed with its own secret."""

from datetime import timedelta

from pydantic import SecretStr

from local_stack.state_folder import StateFolder
from webapi.identity_settings import IdentitySettings
from webapi.tokens import Role, make_token

_LIFE = timedelta(hours=12)


def local_token(
    folder: StateFolder,
    role: Role,
    *,
    customer_id: str | None = None,
    user_id: str | None = None,
    subject: str | None = None,
) -> str:
    """Return a token that the services of this folder believe for twelve hours.

    Raises ValueError if something is missing.
    """
    settings = IdentitySettings(jwt_secret=SecretStr(folder.secret("jwt")), jwks_url=None)
    return make_token(
        settings, role, customer_id=customer_id, user_id=user_id, subject=subject, ttl=_LIFE
    )
