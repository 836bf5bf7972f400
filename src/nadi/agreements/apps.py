from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from nadi.agreements.kinds import offer_usual
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
    urls_at = "/"
    panels = {"client": "agreements:client_panel"}
    tending = {
        "agreements.sign_for_us": _("Agreement signed by us"),
        "agreements.sign_for_them": _("Agreement signed by them"),
        "agreements.renew_agreement": _("Renewal written"),
        "agreements.write_version": _("Agreement written"),
        "agreements.make_spoken_promise": _("Promise given"),
        "agreements.keep_promise": _("Promise kept"),
        "agreements.break_promise": _("Broken promise owned up to"),
        "agreements.let_go_of_promise": _("Promise let go"),
        "agreements.renegotiate_promise": _("Promise renegotiated"),
    }

    def ready(self) -> None:
        super().ready()
        post_migrate.connect(offer_usual, sender=self, dispatch_uid="agreements.offer_usual")
