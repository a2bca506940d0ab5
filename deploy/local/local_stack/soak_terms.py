"""Makes terms for the soak: the vendor's, with one promise short enough to be broken often."""

from importlib.resources import files
from pathlib import Path

_USUAL = '[plans.silver.first_response] # CP-22, as printed\nP1 = "1 hour"'
_SHORT = '[plans.silver.first_response]\nP1 = "1 minute"'
_SUPERSEDED = "2010.5"
VERSION = "2010.6"


def write_soak_terms(folder: Path) -> Path:
    """Write the vendor's terms and a further version in which a P1 of Silver is due in a minute.

    Return the folder, as TOCSIN_TERMS_FOLDER takes it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    published = files("careplans") / "data" / "terms"
    for file in published.iterdir():
        if file.name.endswith(".toml"):
            (folder / file.name).write_text(file.read_text())
    usual = (published / f"{_SUPERSEDED}.toml").read_text()
    if _USUAL not in usual:
        raise RuntimeError(f"the terms {_SUPERSEDED} do not promise Silver's P1 as they did")
    short = usual.replace(_USUAL, _SHORT).replace(
        f'version = "{_SUPERSEDED}"', f'version = "{VERSION}"'
    )
    short = short.replace('supersedes = "2010.4"', f'supersedes = "{_SUPERSEDED}"')
    (folder / f"{VERSION}.toml").write_text(short)
    return folder
