"""The stored samples: what each published version of an event looked like, so that no change of
code forgets how to read it."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from events.catalogue.registry import Catalogue

FOLDER = files("events") / "catalogue" / "samples"
CHECKSUMS = "SHA256SUMS"


def published_types(catalogue: Catalogue) -> Sequence[str]:
    """Return every version of every event that was ever published, as CloudEvents types."""
    return [
        f"{entry.name}.v{version}"
        for entry in catalogue.entries
        for version in range(1, entry.version + 1)
    ]


def read_sample(ce_type: str, folder: Traversable = FOLDER) -> bytes:
    """Return the sample's JSON. Raises FileNotFoundError where there is none."""
    return (folder / f"{ce_type}.json").read_bytes()


def sealed(folder: Traversable = FOLDER) -> Mapping[str, str]:
    """Return the checksum under which each sample was sealed, by its CloudEvents type."""
    lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    return {
        name.removesuffix(".json"): checksum
        for checksum, name in (line.split(maxsplit=1) for line in lines)
    }


def samples_amiss(catalogue: Catalogue, folder: Traversable = FOLDER) -> Sequence[str]:
    """Return what is wrong with the samples, one line each.

    A sample may be missing, not sealed, changed since, or of no event in the catalogue.
    """
    seals, wanted = sealed(folder), published_types(catalogue)
    present = {
        file.name.removesuffix(".json") for file in folder.iterdir() if file.name.endswith(".json")
    }
    return [
        *(
            f"{ce_type}: no sample; write samples/{ce_type}.json, then seal it"
            for ce_type in wanted
            if ce_type not in present
        ),
        *(
            f"{ce_type}: the sample is not sealed; run `python -m events.catalogue --seal`"
            for ce_type in sorted(present - seals.keys())
        ),
        *(
            f"{ce_type}: the sample was changed; a published version never changes"
            for ce_type in _changed(seals, present, folder)
        ),
        *(
            f"{ce_type}: a sample of no event in the catalogue"
            for ce_type in sorted((present | seals.keys()) - set(wanted))
        ),
    ]


def seals_with_new(folder: Traversable = FOLDER) -> str:
    """Return the text of the checksum file with new samples sealed.

    A sample that was sealed keeps its checksum, changed or not.
    """
    present = {
        file.name.removesuffix(".json") for file in folder.iterdir() if file.name.endswith(".json")
    }
    known = sealed(folder) if (folder / CHECKSUMS).is_file() else {}
    seals = {**{ce_type: _checksum(ce_type, folder) for ce_type in present}, **known}
    return "".join(f"{checksum}  {ce_type}.json\n" for ce_type, checksum in sorted(seals.items()))


def _changed(seals: Mapping[str, str], present: set[str], folder: Traversable) -> list[str]:
    return [
        ce_type
        for ce_type in sorted(present & seals.keys())
        if _checksum(ce_type, folder) != seals[ce_type]
    ]


def _checksum(ce_type: str, folder: Traversable) -> str:
    return sha256(read_sample(ce_type, folder)).hexdigest()
