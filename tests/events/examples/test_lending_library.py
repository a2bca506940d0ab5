"""The example in `libs/events/README.md` does what it says."""

import runpy
from pathlib import Path

EXAMPLE = Path(__file__).parents[3] / "libs" / "events" / "examples" / "lending_library.py"


async def test_the_example_counts_each_loan_once(dsn: str) -> None:
    lend = runpy.run_path(str(EXAMPLE))["lend"]
    assert await lend(dsn, ["Dune", "Emma", "Dune"]) == {"Dune": 2, "Emma": 1}
