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
    panels = {
        "client": "culture:client_panel",
        "person": "culture:person_panel",
        "portal": "culture:portal_panel",
    }
    tending = {
        "culture.publish_guiding_page": _("What we stand for written anew"),
        "culture.read_guiding_page": _("What we stand for read"),
        "culture.hold_one_on_one": _("One-on-one held"),
        "culture.agree_pairing": _("One-on-one agreed"),
        "culture.agree_goals": _("Goals agreed"),
        "culture.review_goals": _("Goals looked back on"),
        "culture.give_kudos": _("Thanks given"),
        "culture.close_stand_up": _("Stand-up held"),
        "culture.launch_trust_check": _("Two questions asked"),
        "culture.answer_those_asked": _("What we heard answered"),
        "clients.note_talk": _("Talk with a client or vendor"),
        "clients.tend_relation": _("Keeper of a relation named"),
    }
