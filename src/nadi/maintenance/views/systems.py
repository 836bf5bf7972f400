"""Protected systems: one page each, a form to protect another, an end with a reason."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nadi.accounts.models import Person
from nadi.core.errors import NadiError
from nadi.core.pages import page
from nadi.maintenance import actions, queries, shown
from nadi.maintenance.forms import ProtectForm
from nadi.maintenance.models import BackupResult, ProtectedSystem, RestoreTest
from nadi.maintenance.views.people import who_of

SHOWN_NIGHTS = 28
SHOWN_TESTS = 12


@require_safe
def system(request: HttpRequest, pk: int) -> HttpResponse:
    """One system: its five truths, its nights, its tests."""
    who, now = who_of(request), timezone.now()
    found = queries.system_for(who, pk)
    (row,) = queries.system_rows(
        who, now, ProtectedSystem.objects.filter(pk=pk).select_related("device__client__calendar")
    )
    nights = queries.nights_of(found, now, SHOWN_NIGHTS)
    values = {
        "row": row,
        "system": found,
        "client": found.device.client,
        "truths": shown.truths_in_words(row.truths),
        "proof": shown.proof_of(row.truths, now),
        "cells": shown.cells(nights),
        "results": BackupResult.objects.filter(system=found, night__gte=nights[0][0]).order_by(
            "-night"
        ),
        "tests": RestoreTest.objects.filter(system=found)
        .select_related("opened_by")
        .defer("files")[:SHOWN_TESTS],
        "may_test": queries.may_test(who) and found.ended_at is None,
    }
    return page(request, "maintenance/system.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def protect(request: HttpRequest) -> HttpResponse:
    """Say what must come back."""
    who = who_of(request)
    form = ProtectForm(request.POST or None, who=who, initial={"device": request.GET.get("device")})
    if request.method == "POST" and form.is_valid():
        try:
            made = _protect(form, who)
        except NadiError as problem:
            form.take(problem)
        else:
            messages.success(request, _("%(system)s is protected now.") % {"system": made})
            return redirect("maintenance:system", pk=made.pk)
    status = 422 if form.is_bound else 200
    return page(request, "maintenance/protect.html", {"form": form}, status=status)


def _protect(form: ProtectForm, who: Person) -> ProtectedSystem:
    facts = form.cleaned_data
    return actions.protect_system(
        facts["device"],
        name=facts["name"],
        job=facts["job"],
        tool=facts["tool"],
        location=facts["location"],
        secret=facts["secret"],
        weekdays=facts["weekdays"],
        fresh_hours=facts["fresh_hours"],
        by=who,
    )


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """It need not come back any more, because …"""
    who = who_of(request)
    found = queries.system_for(who, pk)
    actions.end_protection(found, because=request.POST.get("because", ""), by=who)
    messages.success(request, _("%(system)s is no longer protected.") % {"system": found})
    return redirect("maintenance:system", pk=pk)
