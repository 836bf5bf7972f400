"""Is a mail written by a machine, and how much is too much; docs/algorithms/mail-threading.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

_ANY_VALUE = (
    "x-auto-response-suppress",
    "x-autoreply",
    "x-autorespond",
    "list-id",
    "list-unsubscribe",
    "x-nadi",
)
_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})

ACKNOWLEDGEMENT_EVERY = timedelta(hours=4)
REOPENINGS_AN_HOUR = 3
NEW_TICKETS_IN_TEN_MINUTES = 8


def why_automatic(headers: Mapping[str, str], return_path: str | None = None) -> str:
    """The header that shows a machine wrote it, or an empty string. Names in small letters."""
    submitted = headers.get("auto-submitted", "").split(";")[0].strip().lower()
    if submitted and submitted != "no":
        return "auto-submitted"
    if return_path == "" or headers.get("return-path", "").strip() == "<>":
        return "empty return path"
    if headers.get("content-type", "").lower().lstrip().startswith("multipart/report"):
        return "multipart/report"
    if headers.get("precedence", "").strip().lower() in _BULK:
        return "precedence"
    return next((name for name in _ANY_VALUE if headers.get(name, "").strip()), "")


def _within(moments: Iterable[datetime], now: datetime, span: timedelta) -> int:
    return sum(1 for moment in moments if now - span < moment <= now)


def may_acknowledge(earlier: Iterable[datetime], now: datetime) -> bool:
    """One acknowledgement to an address in four hours."""
    return _within(earlier, now, ACKNOWLEDGEMENT_EVERY) == 0


def may_reopen(earlier: Iterable[datetime], now: datetime) -> bool:
    """A ticket opens again at most three times in an hour."""
    return _within(earlier, now, timedelta(hours=1)) < REOPENINGS_AN_HOUR


def may_open(earlier: Iterable[datetime], now: datetime) -> bool:
    """A sender opens at most eight tickets in ten minutes; more are held."""
    return _within(earlier, now, timedelta(minutes=10)) < NEW_TICKETS_IN_TEN_MINUTES
