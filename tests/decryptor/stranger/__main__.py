"""`python -m stranger OUT`: writes OUT/v1, which may not be there yet."""

import sys
from pathlib import Path

from .cases import Cases
from .stored_cases import bundles, drafts, kits, vaults
from .version_cases import offlines, versions

root = Path(sys.argv[1]) / "v1"
(root / "reject").mkdir(parents=True)
cases = Cases(root)
for write in (kits, bundles, vaults, drafts, versions, offlines):
    write(cases)
cases.write()
