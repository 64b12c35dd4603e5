"""The one error (FORMAT.md, section 1)."""


class Refused(Exception):
    """Not authentic, not well-formed, or not what was asked for.

    The reason it carries is for people who mend formats. Who opens a message is told one thing only.
    """


def require(condition: bool, reason: str) -> None:
    """Refuses unless the condition holds."""
    if not condition:
        raise Refused(reason)
