"""The heart's pages."""

from nadi.maintenance.views.board import client_panel, device_panel, home
from nadi.maintenance.views.checklists import (
    checklist,
    checklist_step,
    checklists,
    file_checklist,
    publish_checklist,
    revise_checklist,
    take_checklist,
)
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
    "checklist",
    "checklist_step",
    "checklists",
    "client_panel",
    "device_panel",
    "device_updates",
    "end",
    "file_checklist",
    "home",
    "open_test",
    "protect",
    "publish_checklist",
    "restored_file",
    "revise_checklist",
    "start_tests",
    "system",
    "take_checklist",
    "take_file",
    "test",
    "tests",
    "updates",
]
