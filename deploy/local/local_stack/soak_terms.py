"""Makes terms for the soak: the vendor's, with one promise short enough to be broken often."""

import re
from importlib.resources import files
from pathlib import Path

from careplans.terms import load_terms

VERSION = "soak"
_USUAL = '[plans.silver.first_response] # CP-22, as printed\nP1 = "1 hour"'
_SHORT = '[plans.silver.first_response]\nP1 = "1 minute"'
_VERSION = re.compile(r'^version = ".*"$', re.MULTILINE)
_SUPERSEDES = re.compile(r'^supersedes = ".*"$', re.MULTILINE)


def write_soak_terms(folder: Path) -> Path:
    """Write the vendor's terms and a further version in which a P1 of Silver is due in a minute.

    Return the folder, as TOCSIN_TERMS_FOLDER takes it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    published = files("careplans") / "data" / "terms"
    for file in published.iterdir():
        if file.name.endswith(".toml"):
            (folder / file.name).write_text(file.read_text())
    newest = load_terms().versions[-1].version
    usual = (published / f"{newest}.toml").read_text()
    if _USUAL not in usual:
        raise RuntimeError(f"the terms {newest} do not promise Silver's P1 as they did")
    short = _VERSION.sub(f'version = "{VERSION}"', usual.replace(_USUAL, _SHORT))
    short = _SUPERSEDES.sub(f'supersedes = "{newest}"', short)
    (folder / f"{VERSION}.toml").write_text(short)
    return folder
