"""Each package says what it needs, and the lock files pin exactly that.

That a package declares what it imports is held by `make dependencies`; that its wheel works alone,
by `make packages`.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.packages.package_list import PACKAGES, pins_of

ROOT = Path(__file__).parents[1]
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
SERVED = [
    folder
    for folder in PACKAGES
    # The client is for who calls the services.
    if folder.startswith(("libs/", "services/")) and folder != "libs/client"
]


def project_of(folder: str) -> dict[str, Any]:
    text = (ROOT / folder / "pyproject.toml").read_text(encoding="utf-8")
    project: dict[str, Any] = tomllib.loads(text)["project"]
    return project


def names_of(requirements: list[str]) -> set[str]:
    """Return what is required of others: names with extras, without bounds."""
    names = {re.split(r"[>=<~ ]", requirement)[0] for requirement in requirements}
    return {name for name in names if not name.startswith("tocsin-")}


def lines_of(name: str) -> set[str]:
    """Return the names in a file of requirements."""
    lines = (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and not line.startswith(("#", "-"))}


def test_every_package_is_in_the_list() -> None:
    in_the_tree = {
        str(path.parent.relative_to(ROOT))
        for top in ("libs", "services", "deploy")
        for path in (ROOT / top).glob("*/pyproject.toml")
    }
    assert in_the_tree == set(PACKAGES)


@pytest.mark.parametrize("folder", PACKAGES)
def test_every_package_has_a_description_a_licence_and_a_readme(folder: str) -> None:
    project = project_of(folder)
    assert project["license"] == "Apache-2.0"
    assert project["description"].endswith(".")
    licence = (ROOT / folder / "LICENSE").read_text(encoding="utf-8")
    assert licence == (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert (ROOT / folder / project["readme"]).read_text(encoding="utf-8").startswith("# ")


def test_what_the_services_declare_is_what_serve_lock_is_made_from() -> None:
    declared = [names_of(project_of(folder)["dependencies"]) for folder in SERVED]
    assert set().union(*declared) == lines_of("serve.in")


def test_the_local_system_needs_only_what_run_lock_is_made_from() -> None:
    declared = names_of(project_of("deploy/local")["dependencies"])
    assert declared <= lines_of("serve.in") | lines_of("run.in")


def test_the_lock_files_agree_on_every_version() -> None:
    serve, run, dev = (
        set(pins_of(ROOT / "requirements" / f"{name}.lock")) for name in ("serve", "run", "dev")
    )
    assert serve < run < dev


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: str(lock.name))
def test_every_pin_has_hashes_and_no_line_names_a_host(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    pins = [part for part in re.split(r"^(?=\S)", text, flags=re.MULTILINE) if "==" in part]
    assert pins
    assert [pin.splitlines()[0] for pin in pins if "--hash=sha256:" not in pin] == []
    assert "://" not in text
    assert "index-url" not in text
