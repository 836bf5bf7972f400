from django.utils.translation import gettext_lazy as _

from nadi.core import centers


class DeskConfig(centers.CenterConfig):
    name = "nadi.desk"
    label = "desk"
    number = 5
    energy = "Throat"
    subtitle = _("Service board")
    purpose = _("Nobody is left wondering: every request is heard, answered and finished.")
    awaits = _("A ticket that a person has answered.")
    home = "desk:home"
    asks_alike = True
    urls_at = ""
    panels = {
        "client": "desk:client_panel",
        "device": "desk:device_panel",
        "portal": "desk:portal_panel",
    }
    tending = {
        "desk.begin_work": _("Work begun"),
        "desk.record_work": _("Work written down"),
        "desk.answer_client": _("Client answered"),
        "desk.open_ticket": _("Ticket opened"),
        "desk.close_ticket": _("Ticket closed"),
        "desk.assign_ticket": _("Ticket handed over"),
        "desk.set_priority": _("Priority set"),
        "desk.say_whose": _("Client named"),
        "desk.name_address": _("Our address named"),
    }
