"""Vendors, and who on our side keeps the relation."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nadi.clients import actions, queries
from nadi.clients.forms import TalkForm, VendorForm, of_vendor
from nadi.clients.views.asking import may_change, settle, who_asks
from nadi.core.errors import Refused
from nadi.core.pages import page


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Vendors"), reverse("clients:vendors"))]


@require_safe
def vendors(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    found = queries.vendors_visible_to(who)
    return page(request, "clients/vendors.html", {"vendors": found, "may_change": may_change(who)})


@require_safe
def vendor(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    values = {
        "vendor": queries.vendor_for(who, pk),
        "crumbs": _crumbs(),
        "talk_form": TalkForm(),
        "may_change": may_change(who),
    }
    return page(request, "clients/vendor.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def new_vendor(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    form = VendorForm(request.POST or None, who=who, initial={"owner": who.pk})
    made = settle(form, lambda values: actions.keep_vendor(**_listed(values), by=who))
    if made is not None:
        return redirect("clients:vendor", made.pk)
    values = {"form": form, "title": _("New vendor"), "crumbs": _crumbs()}
    return page(request, "clients/form.html", values, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_vendor(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    one = queries.vendor_for(who, pk)
    form = VendorForm(request.POST or None, who=who, initial=of_vendor(one, who))
    if settle(form, lambda values: actions.keep_vendor(one, **_listed(values), by=who)) is not None:
        return redirect("clients:vendor", pk)
    values = {"form": form, "title": one.name, "crumbs": _crumbs()}
    return page(request, "clients/form.html", values, status=422 if form.errors else 200)


@require_POST
def vendor_talk(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    form = TalkForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Which day was it?"), fields={"on": ""})
    actions.note_talk(queries.vendor_for(who, pk), on=form.cleaned_data["on"], by=who)
    messages.success(request, _("Noted."))
    return redirect("clients:vendor", pk)


def _listed(values: dict[str, Any]) -> dict[str, Any]:
    return {**values, "clients": list(values["clients"])}
