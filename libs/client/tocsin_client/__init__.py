"""A client of Tocsin's intake: `connect` to it, then call what `tocsin_client.intake.api` has.

`tocsin_client.intake` is generated from docs/openapi/intake.json (`make docs`); only `connect` and
`Refused` are written by hand.
"""

from tocsin_client.connect import Refused, connect

__all__ = ["Refused", "connect"]
