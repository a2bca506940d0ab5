"""docs/operations.md has every setting, metric and log action, as the code has them."""

import re
from pathlib import Path

import pytest

from local_stack import operations_tables
from local_stack.operations_tables import SETTINGS, main, with_tables

ROOT = Path(__file__).parents[2]
EMPTY = "".join(f"<!-- {marker} -->\n<!-- /{marker} -->\n" for marker in operations_tables.TABLES)


@pytest.mark.parametrize("service", SETTINGS)
def test_every_setting_of_a_service_is_in_the_document(service: str) -> None:
    document = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    names = [f"`TOCSIN_{name.upper()}`" for name in SETTINGS[service].model_fields]
    assert [name for name in names if f"| {name} |" not in document] == []


def test_every_table_of_metrics_and_log_actions_is_written() -> None:
    source = Path(operations_tables.__file__).read_text(encoding="utf-8")
    tables = {
        (".".join(path.relative_to(ROOT).with_suffix("").parts[2:]), name)
        for top in ("libs", "services")
        for path in (ROOT / top).rglob("*.py")
        for name in re.findall(
            r"^([A-Z_]+): (?:MetricTable|Final\[Mapping\[LogAction)", path.read_text(), re.MULTILINE
        )
    }
    assert len(tables) >= 8
    assert [
        (module, name)
        for module, name in tables
        if not re.search(rf"from {re.escape(module)} import .*\b{name}\b", source)
    ] == []


def test_a_number_has_its_unit() -> None:
    document = with_tables(EMPTY)
    assert "| `TOCSIN_LEASE_S` | notifier | 30 s |" in document
    assert "| `TOCSIN_WATERMARK_EVERY_MS` | every service | 20 ms |" in document


def test_what_somebody_changed_by_hand_is_stale(tmp_path: Path) -> None:
    file = tmp_path / "operations.md"
    file.write_text(EMPTY, encoding="utf-8")
    assert main(["--check", "--file", str(file)]) == 1
    assert main(["--file", str(file)]) == 0
    assert main(["--check", "--file", str(file)]) == 0
    changed = file.read_text(encoding="utf-8").replace("| 30 s |", "| 31 s |")
    file.write_text(changed, encoding="utf-8")
    assert main(["--check", "--file", str(file)]) == 1


def test_a_document_without_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="settings"):
        with_tables("no markers")
