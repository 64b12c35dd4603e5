"""Seals what a stranger would seal, by docs/FORMAT.md alone: `python -m stranger OUT`.

Writes test vectors in the layout of section 22. Their golden cases show that the document is enough to
write, not only to read; their rejects break one rule each, most of them deep inside what is authentic.
Wraps are made with fresh randomness (the library offers no other encapsulation), so every run writes
other bytes of them.
"""
