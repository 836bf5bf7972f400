"""Rows of Solar: what is watched and what was told of it, and the rounds people made."""

from nadi.monitoring.models.alerts import (
    Alert,
    AlertChange,
    AlertQuerySet,
    AlertRule,
    CheckResult,
    DiskForecast,
    HttpCheck,
    Kind,
    Mute,
    Severity,
    Watch,
)
from nadi.monitoring.models.rounds import MonitoringRound, RoundLook

__all__ = [
    "Alert",
    "AlertChange",
    "AlertQuerySet",
    "AlertRule",
    "CheckResult",
    "DiskForecast",
    "HttpCheck",
    "Kind",
    "MonitoringRound",
    "Mute",
    "RoundLook",
    "Severity",
    "Watch",
]
