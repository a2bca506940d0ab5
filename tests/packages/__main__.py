"""What `make packages` runs: builds a wheel for each package, and proves some of them.

A wheel is proved in an empty environment: pip installs it with what it declares, at the versions of
the lock file, and every module in it is imported. So a dependency that is not declared, or a data
file that is not in the wheel, is missed here and not by whoever installs it. The package for a
client's own tests also runs the example in its documentation.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import tomllib
import venv
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tests.packages.package_list import PACKAGES, pins_of
from tests.packages.sandbox_example import example_of_a_client

ROOT = Path(__file__).parents[2]
WHEELS = ROOT / "build" / "wheels"
IMPORTER = Path(__file__).with_name("import_all.py")


def build_wheels() -> None:
    """Build a wheel of each package into build/wheels."""
    WHEELS.mkdir(parents=True, exist_ok=True)
    for wheel in WHEELS.glob("*.whl"):
        wheel.unlink()
    folders = [str(ROOT / folder) for folder in PACKAGES]
    _pip(sys.executable, "wheel", "--no-deps", "--no-build-isolation", "-w", str(WHEELS), *folders)


def prove(name: str) -> None:
    """Install one distribution in an empty environment, and import all that is in it."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder, "bin", "python")
        pins = Path(folder, "pins.txt")
        pins.write_text("\n".join(pins_of(ROOT / "requirements" / "dev.lock")), encoding="utf-8")
        install = partial(
            _pip, str(python), "install", "--find-links", str(WHEELS), "-c", str(pins)
        )
        install(name)
        module = PACKAGES_BY_NAME[name]
        if module == "tocsin.testing":
            # Before its extra: the embedded servers need none of what containers are run with.
            Path(folder, "test_a_client.py").write_text(example_of_a_client(), encoding="utf-8")
            run_tests = [str(python), "-I", "-m", "pytest", "-q", "test_a_client.py"]
            subprocess.run(run_tests, check=True, cwd=folder)
            install(f"{name}[containers]")
        # -I: neither this folder nor PYTHONPATH may lend it a module.
        subprocess.run([str(python), "-I", str(IMPORTER), module], check=True, cwd=folder)


def _pip(python: str, *arguments: str) -> None:
    command = [python, "-m", "pip", "-q", "--disable-pip-version-check", *arguments]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": ""})


def _distribution(folder: str) -> str:
    project = tomllib.loads((ROOT / folder / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["name"])


PACKAGES_BY_NAME = {_distribution(folder): module for folder, module in PACKAGES.items()}


def main(arguments: Sequence[str]) -> None:
    """Build all wheels; prove those that are named, or all."""
    parser = argparse.ArgumentParser(prog="make packages", description=__doc__)
    parser.add_argument("names", nargs="+", choices=[*PACKAGES_BY_NAME, "all"])
    chosen = parser.parse_args(arguments).names
    build_wheels()
    for name in PACKAGES_BY_NAME if "all" in chosen else chosen:
        prove(name)


if __name__ == "__main__":
    main(sys.argv[1:])
