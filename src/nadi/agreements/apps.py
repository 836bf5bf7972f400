from django.utils.translation import gettext_lazy as _

from nadi.core import centers


class AgreementsConfig(centers.CenterConfig):
    name = "nadi.agreements"
    label = "agreements"
    number = 1
    energy = "Root"
    subtitle = _("Agreements")
    purpose = _("We keep our word: agreements, promises, and being paid fairly.")
    awaits = _("A signed agreement with one standing promise in it.")
    home = "agreements:home"
