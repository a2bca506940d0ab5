"""By what the keys of personal data are wrapped: the settings of a service that keeps such keys."""

from pydantic import (
    Field,
    SecretStr,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from events.sealing.key_ring import KeyRing
from webapi.setting_rules import PREFIX, check_length


class SealingSettings(BaseSettings):
    """What wraps the keys by which personal data are sealed.

    Whoever has the database and this key reads everything: keep it, and back it up, elsewhere.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    sealing_key: SecretStr = Field(
        description=(
            "Wraps the keys that seal personal data: a drawn secret of 32 bytes or more, kept "
            "apart from the database. Without it, what was sealed can never be read again."
        )
    )
    sealing_key_before: SecretStr | None = Field(
        default=None,
        description=(
            "During a rotation: the sealing key before, until `rotate-sealing-key` has ended."
        ),
    )

    @field_validator("sealing_key", "sealing_key_before")
    @classmethod
    def _long_sealing_key(cls, secret: SecretStr | None) -> SecretStr | None:
        return check_length(secret)

    def key_ring(self) -> KeyRing:
        """Return what wraps and unwraps the keys."""
        before = self.sealing_key_before
        return KeyRing(
            self.sealing_key.get_secret_value(), before.get_secret_value() if before else None
        )
