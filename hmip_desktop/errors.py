"""The one way known trouble travels: a stable code with parameters, never a sentence.

Wording in English and Welsh belongs to ``ui.text``; below it nobody formats a message.
"""

from __future__ import annotations


class Refused(Exception):
    """Something was refused for a reason the user can act on; nothing was changed.

    ``code`` is kebab-case and stable. ``params`` fill the sentence and are safe to show: no answers,
    no notes, no passphrases.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return self.code


class Cancelled(Exception):
    """The person asked to stop; the step under way left nothing behind."""
