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
