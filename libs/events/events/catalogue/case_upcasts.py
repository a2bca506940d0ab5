"""How older versions of case events become the next: texts that people wrote move under
`personal`."""

from typing import Any

EXCLUSION_CODES = frozenset(
    {
        "use-against-agreement",
        "non-payment",
        "unsupported-equipment",
        "unsupported-customization",
        "beyond-control",
        "unsupported-version",
        "customer-failure",
        "edi-services",
        "out-of-scope",
    }
)
"""The codes of CP-18 to CP-20 when version 1 was written.

Never changed: it says how old events are read.
"""

OTHER = "other"
"""The code of an exclusion whose reason was written freely."""


def reason_to_personal(data: dict[str, Any]) -> dict[str, Any]:
    """Version 1 of an escalation or a reopening as version 2: `reason` was text of a person."""
    return {**_without_reason(data), "personal": {"text": data["reason"]}}


def exclusion_to_code(data: dict[str, Any]) -> dict[str, Any]:
    """Version 1 of an exclusion as version 2: `reason` was a code of the terms, or free text."""
    if (reason := data["reason"]) in EXCLUSION_CODES:
        return {**_without_reason(data), "code": reason}
    return {**_without_reason(data), "code": OTHER, "personal": {"text": reason}}


def _without_reason(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name != "reason"}
