"""One family of errors for people.

    NadiError
    ├── BadInput    422  what was given could not be understood; says which field and why
    ├── Forbidden   403  you may not do this
    ├── NotFound    404  there is no such thing, or none that you may see
    └── Refused     409  it may not happen now; says why

`nadi.core.middleware.ErrorsForPeople` turns each into a page, a fragment or JSON.
"""

from collections.abc import Mapping


class NadiError(Exception):
    """A refusal with a sentence that a person can act on."""

    code = "error"
    status = 400

    def __init__(
        self,
        sentence: str,
        *,
        fields: Mapping[str, str] | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.fields = dict(fields or {})
        if code is not None:
            self.code = code


class BadInput(NadiError):
    """What was given could not be understood; `fields` says where."""

    code = "bad_input"
    status = 422


class Forbidden(NadiError):
    """The person may not do this."""

    code = "forbidden"
    status = 403


class NotFound(NadiError):
    """There is no such thing, or none that this person may see. Both read the same."""

    code = "not_found"
    status = 404


class Refused(NadiError):
    """A rule said no; the sentence is the rule's reason."""

    code = "refused"
    status = 409
