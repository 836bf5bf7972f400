"""Relations: each client and each vendor, who keeps it, the talks, and how it stands."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nadi.clients import actions as clients
from nadi.clients.queries import talks_with
from nadi.core.errors import Forbidden
from nadi.core.pages import page
from nadi.culture import queries
from nadi.culture.forms import RelationForm, RelationTalkForm
from nadi.culture.queries import Relation
from nadi.culture.views.asking import KEEPERS, settle, who_asks


@require_safe
def relations(request: HttpRequest) -> HttpResponse:
    """All of them, the untended first."""
    found = queries.relations(who_asks(request))
    values = {"relations": found, "tended": sum(one.is_tended for one in found)}
    return page(request, "culture/relations.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def client_relation(request: HttpRequest, slug: str) -> HttpResponse:
    return _relation(request, queries.relation_to(who_asks(request), client=slug))


@require_http_methods(["GET", "HEAD", "POST"])
def vendor_relation(request: HttpRequest, pk: int) -> HttpResponse:
    return _relation(request, queries.relation_to(who_asks(request), vendor=pk))


def _relation(request: HttpRequest, relation: Relation) -> HttpResponse:
    """The owner of a relation may note a talk, whatever their role; who keeps it is said by those
    who run the firm's day."""
    who = who_asks(request)
    subject, keeps = relation.subject, who.role in KEEPERS
    may_note = keeps or subject.owner_id == who.pk
    is_talk = "on" in request.POST
    talk = RelationTalkForm(request.POST if is_talk else None)
    given = {"owner": subject.owner_id, "talk_every_days": subject.talk_every_days}
    kept = RelationForm(request.POST if request.POST and not is_talk else None, initial=given)
    if request.method == "POST":
        if not (may_note if is_talk else keeps):
            raise Forbidden(_("Ask whoever keeps this relation."))
        if _done(talk, kept, relation, who):
            messages.success(request, _("Noted."))
            return redirect(relation.url)
    values = {
        "relation": relation,
        "subject": subject,
        "talks": list(talks_with(who, subject)[:12]),
        "talk_form": talk,
        "form": kept,
        "may_note": may_note,
        "may_keep": keeps,
    }
    status = 422 if talk.errors or kept.errors else 200
    return page(request, "culture/relation.html", values, status=status)


def _done(talk: RelationTalkForm, kept: RelationForm, relation: Relation, who: Any) -> bool:
    noted = settle(talk, lambda said: clients.note_talk(relation.subject, **said, by=who))
    tended = settle(kept, lambda said: clients.tend_relation(relation.subject, **said, by=who))
    return noted is not None or tended is not None
