"""What people wrote, as Postgres can keep it."""


def storable(text: str) -> str:
    """Replace NULs, which Postgres cannot store in text."""
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}")
