from django.utils.translation import gettext_lazy as _

from nadi.core import centers


class PlanningConfig(centers.CenterConfig):
    name = "nadi.planning"
    label = "planning"
    number = 6
    energy = "Third Eye"
    subtitle = _("Reviews and road maps")
    purpose = _("We look ahead together, until the client sees us as part of their team.")
    awaits = _("A road map meeting with a client, with the next date set at its end.")
    home = "planning:home"
    urls_at = "planning/"
