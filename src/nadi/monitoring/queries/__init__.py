"""What may be seen of alerts, rules, watches and checks, and by whom."""

from nadi.monitoring.queries.alerts import (
    alert_for,
    alerts_visible_to,
    asking,
    history_of,
    mute_for,
    mutes_in_force,
    of_state,
)
from nadi.monitoring.queries.things import (
    SoonFull,
    check_for,
    checks_visible_to,
    forecast_for,
    newest_results,
    soon_full,
    watches_of,
)
from nadi.monitoring.queries.upkeep import Noise, noise, rule_for, rules_visible_to

__all__ = [
    "Noise",
    "SoonFull",
    "alert_for",
    "alerts_visible_to",
    "asking",
    "check_for",
    "checks_visible_to",
    "forecast_for",
    "history_of",
    "mute_for",
    "mutes_in_force",
    "newest_results",
    "noise",
    "of_state",
    "rule_for",
    "rules_visible_to",
    "soon_full",
    "watches_of",
]
