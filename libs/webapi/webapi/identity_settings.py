"""By whose tokens somebody is known: the settings of every service, and of whoever makes tokens."""

from typing import Self

from pydantic import (
    Field,
    SecretStr,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from webapi.claims import ClaimNames, role_pairs
from webapi.setting_rules import PREFIX, SHORTEST_SECRET, check_length, is_safe


class IdentitySettings(BaseSettings):
    """Whose tokens are valid: those signed with a local secret, or by the keys at a JWKS address.

    Never both; the secret is for development. An issuer signs for many applications, so a JWKS
    address needs the audience and the issuer beside it, or a token made for another application
    would open this one.
    """

    # An error must not repeat what was set: it may be a secret.
    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    jwt_secret: SecretStr | None = Field(
        default=None,
        description="Development: tokens are HS256, signed with this secret of 32 bytes or more.",
    )
    jwks_url: str | None = Field(
        default=None,
        description="Production: tokens are RS256 or ES256, by the keys at this https address.",
    )
    jwt_audience: str | None = Field(
        default=None,
        description=(
            "Needed beside the JWKS address: only tokens made for this audience are believed."
        ),
    )
    jwt_issuer: str | None = Field(
        default=None,
        description="Needed beside the JWKS address: only tokens of this issuer are believed.",
    )

    claim_role: str = Field(
        default="role",
        min_length=1,
        description=(
            "The claim that names the role, or a list of them: its whole name, or a path such as "
            "`realm_access.roles`."
        ),
    )
    claim_customer_id: str = Field(
        default="customer_id",
        min_length=1,
        description="The claim that holds a contact's customer, found in the same way.",
    )
    claim_user_id: str = Field(
        default="user_id",
        min_length=1,
        description="The claim that holds a contact's user or an engineer's id.",
    )
    claim_roles: str = Field(
        default="",
        description=(
            "What the issuer calls our roles: `theirs=ours`, with commas. Of several that a token "
            "names, the first in this list counts; one that is not in it counts for nothing."
        ),
    )

    cursor_secret: SecretStr | None = Field(
        default=None,
        min_length=SHORTEST_SECRET,
        description=(
            "Signs the cursors of lists, and gives ids to people whom their token names by an "
            "address; the same for all instances of all services. Without it the JWT secret does; "
            "with neither, each process makes its own for cursors, and such a token is refused."
        ),
    )

    @field_validator("claim_roles")
    @classmethod
    def _known_roles(cls, pairs: str) -> str:
        role_pairs(pairs)
        return pairs

    @field_validator("jwt_secret")
    @classmethod
    def _long_enough(cls, secret: SecretStr | None) -> SecretStr | None:
        return check_length(secret)

    @field_validator("jwks_url")
    @classmethod
    def _safe_address(cls, url: str | None) -> str | None:
        if url is not None and not is_safe(url):
            raise ValueError("must be an https address (http only on this machine)")
        return url

    @model_validator(mode="after")
    def _one_mode(self) -> Self:
        if (self.jwt_secret is None) == (self.jwks_url is None):
            raise ValueError("set one of TOCSIN_JWT_SECRET and TOCSIN_JWKS_URL")
        if self.jwks_url is not None and not (self.jwt_audience and self.jwt_issuer):
            raise ValueError(
                "TOCSIN_JWKS_URL needs TOCSIN_JWT_AUDIENCE and TOCSIN_JWT_ISSUER beside it"
            )
        # Tokens that are made here have our names: nobody could sign in with those of an issuer.
        if self.jwt_secret is not None and self.claim_names() != ClaimNames():
            raise ValueError("TOCSIN_CLAIM_* need TOCSIN_JWKS_URL: they are an issuer's names")
        return self

    def naming_secret(self) -> str | None:
        """Return by what people get ids whom a token names by an address; None: by nothing."""
        secret = self.cursor_secret or self.jwt_secret
        return secret.get_secret_value() if secret else None

    def claim_names(self) -> ClaimNames:
        """Return in which claims a token says who somebody is."""
        return ClaimNames(
            role=self.claim_role,
            customer_id=self.claim_customer_id,
            user_id=self.claim_user_id,
            roles=role_pairs(self.claim_roles),
        )
