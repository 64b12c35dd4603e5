"""Seals what a stranger would seal, by docs/FORMAT.md alone: `python -m stranger OUT`.

Writes test vectors in the layout of section 22. Their golden cases show that the document is enough to
write, not only to read; their rejects break one rule each, most of them deep inside what is authentic,
where nothing but the owner's own keys can put them.
"""

from pathlib import Path

from .cases import Cases
from .lineage_cases import lineages
from .stop_cases import psks, stops
from .stored_cases import bundles, drafts, kits, trails, vaults
from .version_cases import offlines, versions


def write(out: Path) -> None:
    """Writes OUT/v1, which may not be there yet. Wraps are made with fresh randomness."""
    root = out / "v1"
    (root / "reject").mkdir(parents=True)
    cases = Cases(root)
    stored = (kits, bundles, vaults, trails, lineages, drafts)
    for add in (*stored, versions, psks, stops, offlines):
        add(cases)
    cases.write()
