"""The crown's own page, what we stand for, and its panels on the pages of others."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nadi.clients.firm import firm_today
from nadi.clients.queries import clients_visible_to
from nadi.core.errors import NotFound
from nadi.core.pages import page
from nadi.core.quarters import quarter_name, quarter_of
from nadi.culture import actions, queries
from nadi.culture.forms import PageForm, of_page
from nadi.culture.queries.relations import Relation
from nadi.culture.rules.rhythm import monday_of
from nadi.culture.views.asking import settle, status_of, who_asks, whole
from nadi.culture.vitals import asks

WEEK = timedelta(days=7)
MONTH = timedelta(days=28)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the crown asks for now, last week's thanks, and how people and relations stand."""
    who, now = who_asks(request), timezone.now()
    day = firm_today()
    wanted = asks(who, now)
    relations = queries.relations(who)
    stand_up = queries.stand_up_of(who, monday_of(day))
    values = {
        "first": wanted[0] if wanted else None,
        "others": wanted[1:],
        "page": queries.guiding_page(who),
        "unread": queries.unread_by(who),
        "kudos": list(queries.kudos_since(who, now - WEEK)),
        "meetings": queries.meetings(who, own=True),
        "quarter": quarter_name(quarter_of(day)),
        "own_goals": queries.goal_sheet_for(who, who, day),
        "relations": relations,
        "tended": sum(one.is_tended for one in relations),
        "stand_up": stand_up,
        "checks": queries.checks_seen_by(who)[:2],
    }
    return page(request, "culture/home.html", values)


@require_safe
def guiding_page(request: HttpRequest) -> HttpResponse:
    """Vision, mission, values: the version that holds, or an earlier one."""
    who = who_asks(request)
    asked = whole(request.GET.get("version"))
    version = queries.guiding_page(who, asked)
    values = {
        "version": version,
        "versions": list(queries.versions(who)),
        "readers": queries.readers_of(who, version) if version else [],
        "unread": queries.unread_by(who),
    }
    return page(request, "culture/guiding.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    form = PageForm(request.POST or None, initial=of_page(queries.guiding_page(who)))
    made = settle(form, lambda said: actions.publish_guiding_page(**said, by=who))
    if made is not None:
        messages.success(request, _("Published. Everybody is asked to read it."))
        return redirect("culture:guiding_page")
    values = {
        "form": form,
        "title": _("What we stand for"),
        "submit": _("Publish"),
        "crumbs": [(_("What we stand for"), reverse("culture:guiding_page"))],
    }
    return page(request, "culture/form.html", values, status=status_of(form))


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    version = queries.guiding_page(who)
    if version is None:
        raise NotFound(_("Nothing is written yet."))
    actions.read_guiding_page(version, by=who)
    messages.success(request, _("Noted, with today's date."))
    return redirect("culture:guiding_page")


@require_safe
def client_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """The relation to one client."""
    who = who_asks(request)
    client = clients_visible_to(who).select_related("owner").filter(pk=pk).first()
    if client is None:
        raise NotFound("There is no such client, or none that you may see.")
    return page(request, "culture/client_panel.html", {"relation": Relation(client, firm_today())})


@require_safe
def person_panel(request: HttpRequest) -> HttpResponse:
    """What the crown has for one person, on their own home."""
    who, now = who_asks(request), timezone.now()
    values = {
        "asks": asks(who, now),
        "kudos": list(queries.kudos_for(who, now - MONTH)[:3]),
    }
    return page(request, "culture/person_panel.html", values)
