"""The list of clients, and the page that answers the phone: who are they, what did we promise,
what is open."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nadi.clients import actions, queries
from nadi.clients.forms import ClientForm, TalkForm, of_client
from nadi.clients.models import ClientState
from nadi.clients.rules import NEXT_STATES
from nadi.clients.views.asking import may_change, settle, who_asks
from nadi.core import centers
from nadi.core.errors import Refused
from nadi.core.pages import page
from nadi.core.sheets.origin import origin_of

STATE_ACTS = {
    "notice": gettext_lazy("Notice was given …"),
    "managed": gettext_lazy("Notice was taken back …"),
    "left": gettext_lazy("They left …"),
    "prospect": gettext_lazy("They may come back …"),
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Clients by state, the worst thing first."""
    who = who_asks(request)
    counts = queries.counts_by_state(who)
    state = request.GET.get("state", ClientState.MANAGED)
    text = request.GET.get("q", "").strip()
    shown = "managed,notice" if state == ClientState.MANAGED else state
    tabs = [
        (
            _("We serve"),
            "?state=managed",
            counts.get("managed", 0) + counts.get("notice", 0),
            state == "managed",
        ),
        (_("Prospects"), "?state=prospect", counts.get("prospect", 0), state == "prospect"),
        (_("Left"), "?state=left", counts.get("left", 0), state == "left"),
    ]
    values = {
        "rows": queries.client_rows(who, state=shown, text=text, today=timezone.localdate()),
        "own": queries.own_firm(who, text=text) if state == ClientState.MANAGED else None,
        "tabs": tabs,
        "state": state,
        "q": text,
        "may_change": may_change(who),
    }
    return page(request, "clients/home.html", values, block="rows")


@require_safe
def client(request: HttpRequest, slug: str) -> HttpResponse:
    """One client: what is known here, and a hollow panel for every part that has a say."""
    who = who_asks(request)
    one = queries.client_for(who, slug)
    days = queries.next_days(one.calendar, timezone.now(), 1)
    values = {
        "client": one,
        "sites": one.sites.order_by("name"),
        "contacts": queries.contacts_visible_to(who).filter(client=one),
        "vendors": queries.vendors_visible_to(who).filter(clients=one),
        # The centers first; machines, which are no center, last.
        "panels": sorted(
            centers.panels("client"), key=lambda one: not isinstance(one[0], centers.CenterConfig)
        ),
        "today": days[0],
        "is_open": one.calendar.rule().is_open(timezone.now()),
        "state_acts": []
        if one.is_ourselves
        else [(state, STATE_ACTS[state]) for state in NEXT_STATES[one.state]],
        "talk_form": TalkForm(),
        "imported": origin_of("clients", one.pk),
        "may_change": may_change(who),
    }
    return page(request, "clients/client.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    form = ClientForm(request.POST or None, initial={"owner": who.pk})
    made = settle(form, lambda values: actions.create_client(**values, by=who))
    if made is not None:
        messages.success(request, _("%(client)s is here, as a prospect.") % {"client": made})
        return redirect("clients:client", made.slug)
    values = {
        "form": form,
        "title": _("New client"),
        "crumbs": [(_("Clients"), queries.list_url())],
    }
    return page(request, "clients/form.html", values, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    who = who_asks(request)
    one = queries.client_for(who, slug)
    form = ClientForm(request.POST or None, initial=of_client(one))
    if settle(form, lambda values: actions.change_client(one, **values, by=who)) is not None:
        return redirect("clients:client", one.slug)
    values = {"form": form, "title": _("What is known"), "crumbs": queries.crumbs(one)}
    return page(request, "clients/form.html", values, status=422 if form.errors else 200)


@require_POST
def change_state(request: HttpRequest, slug: str) -> HttpResponse:
    who = who_asks(request)
    one = queries.client_for(who, slug)
    because = request.POST.get("because", "")
    changed = actions.change_state(
        one, state=request.POST.get("state", ""), because=because, by=who
    )
    said = {"client": changed, "state": changed.get_state_display().lower()}
    messages.success(request, _("%(client)s is now: %(state)s.") % said)
    return redirect("clients:client", slug)


@require_POST
def note_talk(request: HttpRequest, slug: str) -> HttpResponse:
    who = who_asks(request)
    one = queries.client_for(who, slug)
    form = TalkForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Which day was it?"), fields={"on": ""})
    actions.note_talk(one, on=form.cleaned_data["on"], by=who)
    messages.success(request, _("Noted."))
    return redirect("clients:client", slug)


@require_safe
def portal(request: HttpRequest) -> HttpResponse:
    """A contact's home: their firm, their contact here, and what each part offers them."""
    who = who_asks(request)
    one = queries.clients_visible_to(who).select_related("calendar", "owner").first()
    values = {
        "client": one,
        "panels": centers.panels("portal"),
        "days": queries.next_days(one.calendar, timezone.now()) if one else [],
        "is_open": one.calendar.rule().is_open(timezone.now()) if one else False,
    }
    return page(request, "clients/portal.html", values)
