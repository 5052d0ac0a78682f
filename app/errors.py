"""What can go wrong, in words a user may read: what is so, which rule, what to do next."""

from collections.abc import Mapping


class DomainError(Exception):
    """A rule of the platform was broken. Everything in it may be shown to the user.

    `rule` is the id of a rule in the rule centre, `next_step` one sentence that says what to do
    now, `link` the path of the page where it is done, `fields` messages by form field.
    """

    status = 400

    def __init__(
        self,
        message: str,
        *,
        rule: str | None = None,
        next_step: str | None = None,
        link: str | None = None,
        fields: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.rule = rule
        self.next_step = next_step
        self.link = link
        self.fields = dict(fields or {})


class Invalid(DomainError):
    """What was sent cannot be accepted as it is."""

    status = 422


class NotFound(DomainError):
    """There is no such thing, or none that this person may know of."""

    status = 404


class NotAllowed(DomainError):
    """The thing exists and is known, but this person may not do this to it."""

    status = 403


class Conflict(DomainError):
    """The request was sound, but the world has moved on."""

    status = 409


class TooMany(DomainError):
    """Too often, or too many at once: try again later."""

    status = 429
