"""What a stranger seals by the document alone, the reader opens; and it refuses what breaks one rule."""

import shutil
import tempfile
import unittest
from pathlib import Path

from stafeta_open import verify
from stranger import write


class Stranger(unittest.TestCase):
    def test_every_case(self) -> None:
        place = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, place)
        write(place)
        report = verify.verify(place)
        # The stranger writes no cases of what has nothing deep inside: a seal, a number.
        found = [text for text in report.failures if not text.endswith("no golden case opens it")]
        self.assertEqual(found, [])
        self.assertGreater(report.opened.total(), 10)
        self.assertGreater(report.refused.total(), 100)


if __name__ == "__main__":
    unittest.main()
