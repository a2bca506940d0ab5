"""Chooses the incidents of the demo: a named file, the real ones, or generated ones."""

import subprocess
import sys
from pathlib import Path

_BESIDE = Path("..") / "shared" / "data" / "incident_event_log.csv"


def incident_log(named: Path | None, folder: Path) -> tuple[Path, str]:
    """Return the file and a phrase about it. Raises FileNotFoundError for a missing file."""
    if named is not None:
        if not named.is_file():
            raise FileNotFoundError(f"no file {named}")
        return named, f"the incidents of {named}"
    if _BESIDE.is_file():
        return _BESIDE, (
            "890 real incidents of an IT company (Amaral, Fantinato, Peres: "
            "Incident management process enriched event log, "
            "UCI Machine Learning Repository no. 498, CC BY 4.0)"
        )
    generated = folder / "generated_incidents.csv"
    subprocess.run([sys.executable, "-m", "tests.support.incident_log", str(generated)], check=True)
    return generated, "generated incidents of the same shape as a real log"
