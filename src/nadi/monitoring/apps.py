from django.utils.translation import gettext_lazy as _

from nadi.core import centers


class MonitoringConfig(centers.CenterConfig):
    name = "nadi.monitoring"
    label = "monitoring"
    number = 3
    energy = "Solar"
    subtitle = _("Monitoring")
    purpose = _("We see it coming: constant awareness instead of waiting for pain.")
    awaits = _("A device that reports, and one limit that a person set for a reason.")
    home = "monitoring:home"
