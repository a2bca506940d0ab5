"""What a mutant is, and what is left alone."""

import ast
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from tests.mutants.__main__ import in_modules, judge, read_explained, sampled
from tests.mutants.fork_and_run import Fate, PureTest, calling_tests
from tests.mutants.mutate import mutants_of


def mutations(tmp_path: Path, text: str) -> list[str]:
    """Return the keys of a module's mutants, without the module's name."""
    file = tmp_path / "rules.py"
    file.write_text(dedent(text))
    return [mutant.key.removeprefix("rules:") for mutant in mutants_of(file, "rules")]


@pytest.mark.parametrize(
    ("expression", "changed"),
    [
        ("a < b", ["a <= b", "a >= b"]),
        ("a == b", ["a != b"]),
        ("a in b", ["a not in b"]),
        ("a and b", ["a or b"]),
        ("not a", ["a"]),
        ("a + b", ["a - b"]),
        ("7", ["8"]),
        ("True", ["False"]),
        ("'case-closed'", ["'case-closed-not'"]),
        ("'A sentence for people.'", []),
        ("f'{a} of 3'", []),
        ("a if b > 1 else c", ["c if b > 1 else a"]),
    ],
)
def test_an_expression_is_changed_to_what_it_is_often_mistaken_for(
    tmp_path: Path, expression: str, changed: list[str]
) -> None:
    keys = mutations(tmp_path, f"def rule(a, b, c):\n    x = {expression}\n")
    of_the_whole = [key for key in keys if key.startswith(f"rule: {expression} -> ")]
    assert of_the_whole == [f"rule: {expression} -> {one}" for one in changed]


def test_a_value_that_is_returned_becomes_none(tmp_path: Path) -> None:
    assert mutations(tmp_path, "def rule(a):\n    return a\n") == ["rule: return a -> return None"]
    assert mutations(tmp_path, "def rule(a):\n    return None\n") == []


def test_a_condition_without_operators_is_turned_round(tmp_path: Path) -> None:
    assert mutations(tmp_path, "def rule(a):\n    if a:\n        a.b()\n") == ["rule: a -> not a"]


def test_prose_types_defaults_and_assertions_are_left_alone(tmp_path: Path) -> None:
    text = """
        def rule(a: list[1] = 2) -> None:
            "A docstring"
            assert a == 3, "because"
            raise ValueError(4)
        """
    assert mutations(tmp_path, text) == []


def test_the_names_that_a_module_exports_are_left_alone(tmp_path: Path) -> None:
    assert mutations(tmp_path, "__all__ = ['rule']\nNAMES = ['rule']\n") == [
        "module: 'rule' -> 'rule-not'"
    ]


def test_a_mutant_is_named_by_its_function_and_not_by_its_line(tmp_path: Path) -> None:
    text = """
        class Rule:
            def holds(self, a):
                x = 1
                x = 1
        """
    keys = ["Rule.holds: 1 -> 2", "Rule.holds: 1 -> 2 #2"]
    assert mutations(tmp_path, text) == keys
    assert mutations(tmp_path, "# A line more.\n" + dedent(text)) == keys


def test_a_mutant_is_the_module_with_one_mistake(tmp_path: Path) -> None:
    file = tmp_path / "rules.py"
    file.write_text("LIMIT = 1\ndef rule(a):\n    x = a < 2\n")
    assert [ast.unparse(mutant.build()).replace("\n", ";") for mutant in mutants_of(file, "r")] == [
        "LIMIT = 2;;def rule(a):;    x = a < 2",
        "LIMIT = 1;;def rule(a):;    x = a <= 2",
        "LIMIT = 1;;def rule(a):;    x = a >= 2",
        "LIMIT = 1;;def rule(a):;    x = a < 3",
    ]


def test_only_the_tests_that_call_a_function_are_run_and_quick_ones_first(tmp_path: Path) -> None:
    file = tmp_path / "rules.py"
    file.write_text("def rule():\n    return 5\n")
    (mutant, *_) = mutants_of(file, "rules")
    slow, quick, other = (
        PureTest(name, took_s, frozenset({("rules", function)}))
        for name, took_s, function in (("a", 2, "rule"), ("b", 1, "rule"), ("c", 0, "another"))
    )
    assert calling_tests(mutant, [slow, quick, other]) == [quick, slow]


def test_a_constant_of_a_module_of_constants_is_tested_where_it_is_imported(
    tmp_path: Path,
) -> None:
    file = tmp_path / "limits.py"
    file.write_text("LIMIT = 5\n")
    (mutant,) = mutants_of(file, "tests.mutants.mutate")
    importing, other = (
        PureTest(name, 1, frozenset({(module, "f")}))
        for name, module in (("a", __name__), ("b", "elsewhere"))
    )
    assert calling_tests(mutant, [other, importing]) == [importing]


FATES: Mapping[str, Fate] = {
    "rules:a: 1 -> 2": "killed",
    "rules:a: 2 -> 3": "lived",
    "rules:a: 3 -> 4": "untested",
}


def judged(tmp_path: Path, *explained: str) -> list[str]:
    """Return the complaints, each cut to its first words and its last."""
    file = tmp_path / "rules.py"
    file.write_text("def a():\n    b = 1\n    b = 2\n    b = 3\n")
    lines = judge(mutants_of(file, "rules"), FATES, dict.fromkeys(explained, "why"), "rules")
    return list(lines)


def test_a_mutant_that_lived_needs_an_explanation(tmp_path: Path) -> None:
    assert judged(tmp_path, "rules:a: 3 -> 4") == ["lived: rules:a: 2 -> 3 (line 3)"]


def test_an_explanation_that_explains_nothing_is_stale(tmp_path: Path) -> None:
    stale = "rules:a: 1 -> 2", "rules:gone: 1 -> 2"
    assert judged(tmp_path, "rules:a: 2 -> 3", "rules:a: 3 -> 4", *stale) == [
        "explained, but there is no such mutant: rules:gone: 1 -> 2",
        "explained, but killed: rules:a: 1 -> 2",
    ]


def test_an_explanation_has_a_reason(tmp_path: Path) -> None:
    file = tmp_path / "explained.toml"
    file.write_text('[[mutant]]\nkey = "rules:a: 1 -> 2"\nreason = " "\n')
    with pytest.raises(ValueError, match="without a reason"):
        read_explained(file)


def test_a_sample_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    file = tmp_path / "rules.py"
    file.write_text("def a():\n" + "".join(f"    b = {number}\n" for number in range(50)))
    everything = mutants_of(file, "rules")
    assert sampled(everything, 5, 1) == sampled(everything, 5, 1)
    assert sampled(everything, 5, 1) != sampled(everything, 5, 2)
    assert sampled(everything, 0, 1) == everything


def test_mutants_of_some_modules_are_chosen_by_the_modules_name(tmp_path: Path) -> None:
    file = tmp_path / "rules.py"
    file.write_text("def a():\n    return 1\n")
    both = [*mutants_of(file, "plan.rules"), *mutants_of(file, "plan.rules_of_use")]
    assert {one.module for one in in_modules(both, ["rules"])} == {"plan.rules"}
    assert in_modules(both, []) == both
