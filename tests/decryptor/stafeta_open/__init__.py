"""An independent reader of Stafeta's formats, written from docs/FORMAT.md alone.

Every module names the section of that document it follows. It shares no line with the project's
own programs, so that both can be compared on the same bytes.
"""
