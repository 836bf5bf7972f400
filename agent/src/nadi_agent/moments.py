"""Moments as the contract writes them."""

from __future__ import annotations

from datetime import datetime, timezone


def now() -> datetime:
    return datetime.now(timezone.utc)


def text(moment: datetime) -> str:
    """RFC 3339 in UTC, to the millisecond."""
    utc = moment.astimezone(timezone.utc)
    return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond // 1000:03d}Z"


def from_epoch(seconds: float) -> str:
    return text(datetime.fromtimestamp(seconds, timezone.utc))


def parse(moment: str) -> datetime:
    return datetime.fromisoformat(moment.replace("Z", "+00:00"))
