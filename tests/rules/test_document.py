"""docs/care-plan-rules.md is what the rules and the marked tests say, and misses none of either."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.rules.document import DOCUMENT, document, main, problems
from tests.rules.read_tests import ROOT, UnreadableMark, read_rules, read_tests

NUMBERS = [
    name
    for number in range(1, 34)
    for name in (f"CP-{number}", *(f"CP-27{letter}" for letter in "abc" if number == 27))
]
FOLDERS = ("libs", "services", "deploy", "tests", "docs")
KINDS = {".py", ".toml", ".md", ".json", ".sql", ".html", ".yaml"}
MARKED = '''
import pytest


@pytest.mark.rule("CP-13", "CP-16")
@pytest.mark.parametrize("code", [(409, "likely-the-same"), (201, "no-refusal")])
async def test_a_p1s_customer_calls(clients: IntakeClients) -> None:
    """CP-13: at any hour."""


@pytest.mark.rule("CP-13")
def test_purely() -> None:
    pass
'''


def written(folder: Path, source: str) -> Path:
    tests = folder / "tests"
    tests.mkdir()
    (tests / "test_it.py").write_text(source, encoding="utf-8")
    return tests


def test_every_rule_is_there_in_its_order() -> None:
    assert list(read_rules()) == NUMBERS


def test_every_number_in_code_tests_and_documents_is_a_rule() -> None:
    files = [
        file
        for folder in FOLDERS
        for file in (ROOT / folder).rglob("*")
        if file.suffix in KINDS and file != Path(__file__) and "vendored" not in file.parts
    ]
    assert len(files) > 1000
    unknown = {
        (str(file.relative_to(ROOT)), number)
        for file in files
        for number in re.findall(r"\bCP-\d+[a-z]?\b", file.read_text(encoding="utf-8"))
        if number not in NUMBERS
    }
    assert unknown == set()


def test_every_mark_is_read() -> None:
    for file in (ROOT / "tests").rglob("test_*.py"):
        source = file.read_text(encoding="utf-8")
        marks = len(re.findall(r"^ *@pytest\.mark\.rule\(", source, re.MULTILINE))
        of_file = [test for test in read_tests() if ROOT / test.file == file]
        assert file == Path(__file__) or len(of_file) == marks, file


def test_a_marked_test_is_read_with_its_sentence_and_its_refusals(tmp_path: Path) -> None:
    over_rest, pure = read_tests(written(tmp_path, MARKED))
    assert over_rest.node_id == "tests/test_it.py::test_a_p1s_customer_calls"
    assert (over_rest.rules, over_rest.over_rest) == (["CP-13", "CP-16"], True)
    assert over_rest.sentence == "A P1's customer calls. At any hour."
    assert over_rest.refusals == ["409 `likely-the-same`"]
    assert (pure.rules, pure.over_rest, pure.sentence) == (["CP-13"], False, "Purely.")


@pytest.mark.parametrize("mark", ["rule()", "rule(NUMBER)", 'rule("CP-1", why="x")'])
def test_a_mark_that_cannot_be_read_is_refused(tmp_path: Path, mark: str) -> None:
    source = f"@pytest.mark.{mark}\ndef test_it() -> None: ...\n"
    with pytest.raises(UnreadableMark, match="test_it"):
        read_tests(written(tmp_path, source))


def test_a_rule_without_a_test_over_rest_and_a_mark_of_no_rule_are_named() -> None:
    rules = {"CP-1": read_rules()["CP-1"]}
    over_rest = next(test for test in read_tests() if test.over_rest)
    unknown = replace(over_rest, rules=["CP-99"])
    pure = replace(over_rest, rules=["CP-1"], over_rest=False)
    assert list(problems(rules, [unknown, pure])) == [
        "CP-1: no test over REST is marked with it",
        f"{unknown.node_id}: there is no rule CP-99",
    ]
    assert list(problems(rules, [replace(over_rest, rules=["CP-1"])])) == []


def test_the_page_lists_each_test_under_each_of_its_rules() -> None:
    page = document(read_rules(), read_tests())
    sections = {
        part.split("\n", 1)[0]: part for part in re.split(r"^## ", page, flags=re.MULTILINE)[1:]
    }
    missing = [
        (number, test.name)
        for test in read_tests()
        for number in test.rules
        if f"`{test.name}`" not in sections[number]
    ]
    assert (list(sections), missing) == (NUMBERS, [])


def test_what_somebody_changed_by_hand_is_stale(tmp_path: Path) -> None:
    file = tmp_path / "care-plan-rules.md"
    assert main(["--check", "--file", str(file)]) == 1
    assert main(["--file", str(file)]) == 0
    assert main(["--check", "--file", str(file)]) == 0
    file.write_text(DOCUMENT.read_text(encoding="utf-8").replace("CP-24", "CP-42"), "utf-8")
    assert main(["--check", "--file", str(file)]) == 1
