from django.utils.translation import gettext_lazy as _

from nadi.core import centers


class CultureConfig(centers.CenterConfig):
    name = "nadi.culture"
    label = "culture"
    number = 7
    energy = "Crown"
    subtitle = _("People and culture")
    purpose = _("Good people, good work, and a firm that does well by doing right.")
    awaits = _("A one-on-one that was held, or a thank-you that names the work.")
    home = "culture:home"
    urls_at = "culture/"
