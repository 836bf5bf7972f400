from django.utils.translation import gettext_lazy as _

from nadi.core import centers


class MaintenanceConfig(centers.CenterConfig):
    name = "nadi.maintenance"
    label = "maintenance"
    number = 4
    energy = "Heart"
    subtitle = _("Patches and backups")
    purpose = _("We heal before it hurts: patches, maintenance, backups, and constant testing.")
    awaits = _("A backup that was restored and opened by a person.")
    home = "maintenance:home"
    asks_alike = True
    urls_at = "maintenance/"
    panels = {"client": "maintenance:client_panel", "device": "maintenance:device_panel"}
    routine = frozenset(
        {
            "maintenance.UpdatesScanned",
            "maintenance.BackupRecorded",
            "maintenance.record_scan",
            "maintenance.record_restart_need",
            "maintenance.record_backup_result",
            "maintenance.record_manifest",
        }
    )
    tending = {
        "maintenance.open_restore": _("Restore opened and checked"),
        "maintenance.request_restore_tests": _("Restore tests started"),
        "maintenance.revise_checklist": _("Monthly list revised"),
        "maintenance.file_checklist": _("Monthly maintenance filed"),
        "maintenance.protect_system": _("System put under protection"),
        "maintenance.promise_first_backup": _("First backup promised"),
        "maintenance.end_protection": _("Protection ended"),
    }
