"""What can be done in the heart. Each name is one act."""

from nadi.maintenance.actions.backups import (
    record_backup_result,
    record_manifest,
    tell_failing_nights,
)
from nadi.maintenance.actions.checklists import (
    answer_step,
    begin_month,
    file_checklist,
    publish_next,
    revise_checklist,
)
from nadi.maintenance.actions.promising import promise_first_backup
from nadi.maintenance.actions.restores import (
    begin_restore_test,
    finish_restore_test,
    look_at_restored_file,
    open_restore,
    remove_restored_files,
    request_restore_tests,
)
from nadi.maintenance.actions.systems import end_protection, protect_system
from nadi.maintenance.actions.updates import record_restart_need, record_scan

__all__ = [
    "answer_step",
    "begin_month",
    "begin_restore_test",
    "end_protection",
    "file_checklist",
    "finish_restore_test",
    "look_at_restored_file",
    "open_restore",
    "promise_first_backup",
    "protect_system",
    "publish_next",
    "record_backup_result",
    "record_manifest",
    "record_restart_need",
    "record_scan",
    "remove_restored_files",
    "request_restore_tests",
    "revise_checklist",
    "tell_failing_nights",
]
