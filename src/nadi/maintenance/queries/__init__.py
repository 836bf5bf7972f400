"""Reading the heart's rows. Pages begin with who is looking; the clock looks at all."""

from nadi.maintenance.queries.backups import (
    GRID_NIGHTS,
    SystemRow,
    current_systems,
    newest_backup_with_manifest,
    nights_of,
    system_for,
    system_rows,
    systems_with_bad_news,
)
from nadi.maintenance.queries.finding import find
from nadi.maintenance.queries.restores import (
    due_for_a_test,
    holding_heart_down,
    may_test,
    stalled_tests,
    test_for,
    trials_of,
)
from nadi.maintenance.queries.updates import (
    DeviceUpdates,
    device_rows,
    open_updates,
    restart_of,
)

__all__ = [
    "GRID_NIGHTS",
    "DeviceUpdates",
    "SystemRow",
    "current_systems",
    "device_rows",
    "due_for_a_test",
    "find",
    "holding_heart_down",
    "may_test",
    "newest_backup_with_manifest",
    "nights_of",
    "open_updates",
    "restart_of",
    "stalled_tests",
    "system_for",
    "system_rows",
    "systems_with_bad_news",
    "test_for",
    "trials_of",
]
