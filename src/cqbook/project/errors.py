"""What a person can mend."""


class UserError(Exception):
    """A mistake in data, notebooks, pages or settings: a command ends in its message, not in a traceback."""
