"""What a person can mend."""


class UserError(Exception):
    """A mistake in data, notebooks, pages or settings: a command ends in its message, not in a traceback."""

    def _render_traceback_(self) -> list[str]:
        """In a notebook, too, the message and no traceback."""
        return str(self).splitlines()


class UnknownNameError(UserError, KeyError):
    """There is no place or indicator of a name; the message says which are like it."""

    __str__ = Exception.__str__  # a KeyError would put it in quotes
