"""Write the documents that are generated from the catalogue, or check that they are up to date."""

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from events.catalogue.generated_docs import stale_documents, write_documents
from events.catalogue.registry import CATALOGUE
from events.catalogue.samples import (
    CHECKSUMS,
    missing_sealed_samples,
    samples_amiss,
    seals_with_new,
)
from events.nobody_reads import while_somebody_reads

_SAMPLES = Path(__file__).parent / "samples"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return the exit code.

    0: done, or everything is up to date. 1: something is stale, or a sample is amiss. 2: there is
    no docs folder.
    """
    return while_somebody_reads(partial(_run, arguments))


def _run(arguments: Sequence[str] | None) -> int:
    options = _parser().parse_args(arguments)
    if options.seal:
        for ce_type, sample in missing_sealed_samples(CATALOGUE).items():
            (_SAMPLES / f"{ce_type}.json").write_bytes(sample)
        (_SAMPLES / CHECKSUMS).write_text(seals_with_new(), encoding="utf-8")
    if not options.docs.is_dir():
        print(
            f"{options.docs}: no such folder; run this where docs/ is, or name it with --docs",
            file=sys.stderr,
        )
        return 2
    return _check(options.docs) if options.check else _write(options.docs)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="events.catalogue", description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if anything is stale"
    )
    parser.add_argument(
        "--docs", type=Path, default=Path("docs"), help="the folder to write to; default: docs"
    )
    parser.add_argument(
        "--seal",
        action="store_true",
        help="make samples of new sealed forms, and add checksums of new samples; those of others "
        "stay as they are",
    )
    return parser


def _check(docs: Path) -> int:
    problems = [
        f"{docs / path}: stale; run `python -m events.catalogue`"
        for path in stale_documents(CATALOGUE, docs)
    ]
    problems += samples_amiss(CATALOGUE)
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print(f"{len(CATALOGUE.entries)} events: documents and samples are up to date")
    return 1 if problems else 0


def _write(docs: Path) -> int:
    written = write_documents(CATALOGUE, docs)
    for path in written:
        print(docs / path)
    print(f"{len(written)} of the documents written, the others were up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())
