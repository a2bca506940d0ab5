"""A decision record that replaces another is named by that one, so that nobody goes by the old."""

import re
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "docs" / "decisions"
RECORDS = {path.name[:4]: path for path in sorted(FOLDER.glob("0*.md"))}
REPLACES = re.compile(r"\breplaces\b[^.\[]*\[(\d{4})\]", re.IGNORECASE)
REPLACED = re.compile(r"\breplaced (?:in part )?by\s+\[(\d{4})\]", re.IGNORECASE)
IN_THE_LIST = re.compile(r"\| \[(\d{4})\]\([^)]+\) \|[^|]*; replaced (?:in part )?by (\d{4}) \|")


def pairs(pattern: re.Pattern[str]) -> set[tuple[str, str]]:
    """Return each record's number with the one that it names so."""
    return {
        (number, other)
        for number, path in RECORDS.items()
        for other in pattern.findall(path.read_text(encoding="utf-8"))
    }


def test_a_record_that_is_replaced_names_the_one_that_replaces_it() -> None:
    replacing = pairs(REPLACES)

    assert len(replacing) > 2
    assert {(new, old) for old, new in pairs(REPLACED)} == replacing


def test_the_list_of_records_says_which_are_replaced() -> None:
    listed = IN_THE_LIST.findall((FOLDER / "README.md").read_text(encoding="utf-8"))

    assert {(new, old) for old, new in listed} == pairs(REPLACES)


def test_no_two_records_have_one_number() -> None:
    numbers = [path.name[:4] for path in sorted(FOLDER.glob("0*.md"))]

    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
