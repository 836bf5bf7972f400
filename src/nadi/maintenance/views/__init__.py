"""The heart's pages."""

from nadi.maintenance.views.board import client_panel, device_panel, home
from nadi.maintenance.views.restores import (
    open_test,
    restored_file,
    start_tests,
    take_file,
    test,
    tests,
)
from nadi.maintenance.views.systems import end, protect, system
from nadi.maintenance.views.updates import device_updates, updates

__all__ = [
    "client_panel",
    "device_panel",
    "device_updates",
    "end",
    "home",
    "open_test",
    "protect",
    "restored_file",
    "start_tests",
    "system",
    "take_file",
    "test",
    "tests",
    "updates",
]
