"""What the documents point at exists: the README's table for newcomers stays true."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "libs").glob("*/README.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")
IN_TICKS = re.compile(r"`((?:libs|services|tests|deploy|docs)/[\w./-]+)`")


@pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda document: str(document.relative_to(ROOT))
)
def test_every_file_that_a_document_names_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    linked = [document.parent / target for target in LINK.findall(text)]
    named = [ROOT / target for target in IN_TICKS.findall(text)]
    assert [str(target) for target in [*linked, *named] if not target.exists()] == []


def test_every_make_target_that_the_documents_name_exists() -> None:
    targets = set(
        re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    named = {
        name
        for document in DOCUMENTS
        for name in re.findall(r"`make ([a-z-]+)", document.read_text(encoding="utf-8"))
    }
    assert named - targets == set()


def prose_of(document: Path) -> list[tuple[int, str]]:
    """Return the numbered lines that a writer can wrap: no code, no table, no link alone."""
    in_code, lines = False, []
    for number, line in enumerate(document.read_text(encoding="utf-8").splitlines(), 1):
        if line.lstrip().startswith("```"):
            in_code = not in_code
        elif not in_code and not line.startswith("|") and " " in line.strip(" -*"):
            lines.append((number, line))
    return lines


@pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda document: str(document.relative_to(ROOT))
)
def test_prose_is_wrapped_at_100_columns(document: Path) -> None:
    assert [number for number, line in prose_of(document) if len(line) > 100] == []
