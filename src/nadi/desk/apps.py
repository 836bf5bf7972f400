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
