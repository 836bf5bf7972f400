from django.utils.translation import gettext_lazy as _

from nadi.core import centers


class FleetConfig(centers.PartConfig):
    name = "nadi.fleet"
    label = "fleet"
    verbose_name = _("Devices")
    urls_at = "devices/"
    panels = {"client": "fleet:client_panel"}
