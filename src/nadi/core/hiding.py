"""What must not stand in a log: the secrets in the paths of one-time links."""

import logging
import re

SECRET_PATHS = re.compile(r"(/account/enter/|/culture/answer/)[^/\s'\"]+")


class HideSecrets(logging.Filter):
    """Writes a line without the secret. A path is logged where something was refused, and then the
    link is still good."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if hidden(said) != said:
            record.msg, record.args = hidden(said), ()
        return True


def hidden(said: str) -> str:
    """The same line without the secret."""
    return SECRET_PATHS.sub(r"\1•••", said)
