from django.utils.translation import gettext_lazy as _

from nadi.core import centers


class LearningConfig(centers.CenterConfig):
    name = "nadi.learning"
    label = "learning"
    number = 2
    energy = "Sacral"
    subtitle = _("Learning")
    purpose = _("We keep learning, and share how things should be done.")
    awaits = _(
        "A written procedure with an owner and a review date, or an hour of learning on the clock."
    )
    home = "learning:home"
    urls_at = "learning/"
