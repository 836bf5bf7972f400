"""How every process of nadi writes its log: plain lines, one form, nothing of what it held.

Said once for all, because structlog's own default depends on what else is installed: with a
prettifier at hand it would print each frame's variables, secrets and mail among them, and spend
seconds on drawing them.
"""

import structlog
from structlog.types import EventDict, WrappedLogger

from nadi.core.hiding import hidden


def write_plain_lines() -> None:
    """Set structlog up. Called by the settings and by the intake, which has none."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.StackInfoRenderer(),
            structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=True),
            structlog.processors.format_exc_info,
            hide_secrets,
            structlog.dev.ConsoleRenderer(colors=False),
        ],
    )


def hide_secrets(logger: WrappedLogger, method: str, told: EventDict) -> EventDict:
    """No value of a line holds what opens a door."""
    return {
        name: hidden(value) if isinstance(value, str) else value for name, value in told.items()
    }
