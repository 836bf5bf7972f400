from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from nadi.core import centers
from nadi.planning.usual import offer_usual


class PlanningConfig(centers.CenterConfig):
    name = "nadi.planning"
    label = "planning"
    number = 6
    energy = "Third Eye"
    subtitle = _("Reviews and road maps")
    purpose = _("We look ahead together, until the client sees us as part of their team.")
    awaits = _("A road map meeting with a client, with the next date set at its end.")
    home = "planning:home"
    asks_alike = True
    urls_at = "planning/"
    panels = {"client": "planning:client_panel", "device": "planning:device_panel"}
    tending = {
        "planning.close_meeting": _("Road map meeting closed"),
        "planning.plan_meeting": _("Next meeting planned"),
        "planning.answer_questions": _("Questions of a meeting answered"),
        "planning.ask_decision": _("Decision prepared"),
        "planning.decide": _("Decision made"),
        "planning.finish_action": _("Agreed action done"),
        "planning.note_goal": _("Goal written down"),
        "planning.settle_goal": _("Goal settled"),
        "planning.add_step": _("Road map drawn on"),
        "planning.note_fact": _("Age of a device found out"),
        "planning.plan_device": _("Device planned"),
        "planning.accept_risk": _("Risk accepted by name"),
        "planning.note_signal": _("Insider signal noted"),
        "planning.set_policy": _("Replacement policy set"),
    }

    def ready(self) -> None:
        super().ready()
        post_migrate.connect(offer_usual, sender=self, dispatch_uid="planning.offer_usual")
