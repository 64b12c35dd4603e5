"""Unit tests: `python -m unittest discover -t . -s unit` in the directory above."""

from pathlib import Path

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "vectors"
