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
    panels = {"client": "learning:client_panel"}
    tending = {
        "learning.write_procedure": _("Procedure written"),
        "learning.adopt_starter": _("Procedure adopted"),
        "learning.draft_procedure": _("Procedure drafted"),
        "learning.revise_procedure": _("Procedure revised"),
        "learning.publish_procedure": _("Procedure published"),
        "learning.review_procedure": _("Procedure read again"),
        "learning.request_revision": _("Change asked for"),
        "learning.decline_revision": _("Wish answered"),
        "learning.finish_run": _("Procedure carried out"),
        "learning.answer_improve": _("Said what would make it better"),
        "learning.begin_trial": _("Trial begun"),
        "learning.decide_trial": _("Trial decided"),
        "learning.learn": _("Hour of learning written down"),
        "learning.name_learning": _("Kind of knowledge named"),
        "learning.agree_learning": _("Learning agreed"),
        "learning.share_lesson": _("Lesson shared"),
    }
