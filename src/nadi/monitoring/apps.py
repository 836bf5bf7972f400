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
    asks_alike = True
    urls_at = "monitoring/"
    panels = {"client": "monitoring:client_panel", "device": "monitoring:device_panel"}
    tending = {
        "monitoring.sign_round": _("Monitoring round signed"),
        "monitoring.answer_alert": _("Alert looked at"),
        "monitoring.mute": _("Kept quiet for a reason"),
        "monitoring.lift_mute": _("Allowed to speak again"),
        "monitoring.plan_prevention": _("Work planned before it hurt"),
        "monitoring.set_limit": _("Limit set"),
        "monitoring.make_rule": _("Rule made"),
        "monitoring.change_rule": _("Rule changed"),
        "monitoring.stop_rule": _("Rule made quiet"),
        "monitoring.take_up_usual_rules": _("Usual rules taken up"),
        "monitoring.add_http_check": _("Web address watched"),
        "monitoring.change_http_check": _("Web address changed"),
        "monitoring.run_check_now": _("Web address looked at"),
    }
