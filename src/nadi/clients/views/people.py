"""The sites and the people of a client."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nadi.accounts.actions import make_sign_in_link
from nadi.clients import actions, queries
from nadi.clients.forms import ContactForm, SiteForm
from nadi.clients.views.asking import may_change, settle, who_asks
from nadi.core import centers
from nadi.core.errors import Refused
from nadi.core.pages import page
from nadi.core.sheets.origin import origin_of


@require_http_methods(["GET", "HEAD", "POST"])
def new_site(request: HttpRequest, slug: str) -> HttpResponse:
    who = who_asks(request)
    client = queries.client_for(who, slug)
    form = SiteForm(request.POST or None)
    made = settle(form, lambda values: actions.add_site(client, **values, by=who))
    if made is not None:
        return redirect("clients:client", slug)
    values = {"form": form, "title": _("New site"), "crumbs": queries.crumbs(client)}
    return page(request, "clients/form.html", values, status=422 if form.errors else 200)


@require_safe
def site(request: HttpRequest, pk: int) -> HttpResponse:
    """A place: its address, who works there, and its panels."""
    who = who_asks(request)
    one = queries.site_for(who, pk)
    values = {
        "site": one,
        "contacts": queries.contacts_visible_to(who).filter(site=one),
        "panels": centers.panels("site"),
        "imported": origin_of("sites", one.pk),
        "crumbs": queries.crumbs(one.client),
        "may_change": may_change(who),
    }
    return page(request, "clients/site.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_site(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    one = queries.site_for(who, pk)
    form = SiteForm(request.POST or None, initial={"name": one.name, "address": one.address})
    if settle(form, lambda values: actions.change_site(one, **values, by=who)) is not None:
        return redirect("clients:site", pk)
    values = {"form": form, "title": one.name, "crumbs": queries.crumbs(one.client)}
    return page(request, "clients/form.html", values, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def new_contact(request: HttpRequest, slug: str) -> HttpResponse:
    who = who_asks(request)
    client = queries.client_for(who, slug)
    form = ContactForm(request.POST or None, client=client)
    made = settle(form, lambda values: actions.add_contact(client, **values, by=who))
    if made is not None:
        return redirect("clients:contact", made.pk)
    values = {"form": form, "title": _("New contact"), "crumbs": queries.crumbs(client)}
    return page(request, "clients/form.html", values, status=422 if form.errors else 200)


@require_safe
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody at a client: how to reach them, and whether they can sign in."""
    who = who_asks(request)
    one = queries.contact_for(who, pk)
    values = {
        "contact": one,
        "panels": centers.panels("contact"),
        "imported": origin_of("contacts", one.pk),
        "crumbs": queries.crumbs(one.client),
        "may_change": may_change(who),
        "may_link": who.is_lead,
    }
    return page(request, "clients/contact.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_contact(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    one = queries.contact_for(who, pk)
    known = {name: getattr(one, name) for name in ("name", "email", "phone", "site", "decides")}
    form = ContactForm(request.POST or None, initial=known, client=one.client)
    if settle(form, lambda values: actions.change_contact(one, **values, by=who)) is not None:
        return redirect("clients:contact", pk)
    values = {"form": form, "title": one.name, "crumbs": queries.crumbs(one.client)}
    return page(request, "clients/form.html", values, status=422 if form.errors else 200)


@require_POST
def contact_left(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    one = actions.contact_left(queries.contact_for(who, pk), by=who)
    messages.success(request, _("%(name)s no longer works there.") % {"name": one})
    return redirect("clients:client", one.client.slug)


@require_POST
def let_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """A contact may sign in; the link is shown once, to be handed over."""
    who = who_asks(request)
    one = queries.contact_for(who, pk)
    if one.person is None:
        one = actions.let_sign_in(one, by=who)
    if one.person is None:
        raise Refused(_("They cannot sign in yet."))
    path = make_sign_in_link(one.person, by=who)
    values = {"person": one.person, "contact": one, "address": request.build_absolute_uri(path)}
    return page(request, "clients/contact_link.html", values)
