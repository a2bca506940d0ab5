"""What is taken out of a rule stands in the code of today, for every rule, and only a test's own
failure is a notice of it."""

from pathlib import Path

import pytest

from tests.rules.read_tests import read_rules
from tests.rules.take_out import (
    Change,
    DoesNotApply,
    TakenOut,
    judge,
    out_of_date,
    read_taken_out,
    taken_out,
)

FAILED = """
F
=================================== FAILURES ===================================
{where}:22: assert 201 == 403
=========================== short test summary info ============================
{kind} tests/intake/test_who_may.py::test_any_user[P1 worse] - assert 201 == 403
!!!!!!!!!!!!!!!!!!!!!!!!!! stopping after 1 failures !!!!!!!!!!!!!!!!!!!!!!!!!!!
"""


def test_each_rule_has_a_part_that_can_be_taken_out_of_the_code_of_today() -> None:
    parts = read_taken_out()
    assert [rule for rule in read_rules() if rule not in {part.rule for part in parts}] == []
    assert list(out_of_date(parts)) == []


def test_no_two_parts_of_a_rule_have_the_same_words() -> None:
    named = [(part.rule, part.without) for part in read_taken_out()]
    assert len(set(named)) == len(named)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rule.py").write_text("if late:\n    refuse()\nlog()\nlog()\n", encoding="utf-8")
    return tmp_path


def part(*changes: tuple[str, str]) -> TakenOut:
    return TakenOut("CP-3", "nobody is late", [Change("rule.py", *change) for change in changes])


def test_a_rule_is_out_while_its_tests_run_and_back_afterwards(folder: Path) -> None:
    before = (folder / "rule.py").read_text(encoding="utf-8")
    with taken_out(part(("if late", "if False"), ("    refuse()", "    pass")), folder):
        assert (folder / "rule.py").read_text(encoding="utf-8").startswith("if False:\n    pass\n")
    assert (folder / "rule.py").read_text(encoding="utf-8") == before


@pytest.mark.parametrize("old", ["if early", "log()"])
def test_a_text_that_is_not_there_once_is_named_and_leaves_all_as_it_was(
    folder: Path, old: str
) -> None:
    before = (folder / "rule.py").read_text(encoding="utf-8")
    wrong = part(("if late", "if False"), (old, "pass"))
    with pytest.raises(DoesNotApply, match=r"rule\.py"), taken_out(wrong, folder):
        pytest.fail("it cannot be taken out")
    assert (folder / "rule.py").read_text(encoding="utf-8") == before
    [line] = out_of_date([wrong], folder)
    assert line.startswith("CP-3: nobody is late: rule.py")


@pytest.mark.parametrize(
    ("where", "kind", "fate"),
    [
        ("/tmp/copy/tests/intake/test_who_may.py", "FAILED", "noticed"),
        ("/tmp/copy/services/intake/intake/domain/open_case.py", "FAILED", "broken"),
        ("/tmp/copy/tests/intake/conftest.py", "ERROR", "broken"),
    ],
)
def test_only_a_failure_that_comes_up_in_a_test_is_a_notice(
    where: str, kind: str, fate: str
) -> None:
    outcome = judge(1, FAILED.format(where=where, kind=kind))
    assert (outcome.fate, outcome.message) == (fate, "test_any_user[P1 worse]: assert 201 == 403")


def test_tests_that_pass_notice_nothing_and_no_tests_are_no_notice() -> None:
    assert judge(0, "1 passed").fate == "unnoticed"
    assert judge(5, "no tests ran").fate == judge(-1, "no end within 300 s").fate == "broken"
