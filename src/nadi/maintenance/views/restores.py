"""Restore tests: started, watched, looked into, opened."""

from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST, require_safe

from nadi.core.errors import BadInput, Refused
from nadi.core.pages import page
from nadi.maintenance import actions, queries, shown
from nadi.maintenance.forms import OpenForm
from nadi.maintenance.models import ProtectedSystem, RestoreTest
from nadi.maintenance.views.people import who_of

SHOWN_BYTES = 4096
SHOWN_TESTS = 100


@require_safe
def tests(request: HttpRequest) -> HttpResponse:
    """The newest tests of everything, with what they said."""
    who = who_of(request)
    found = (
        RestoreTest.objects.visible_to(who)
        .select_related("system__device__client", "opened_by")
        .defer("files")[:SHOWN_TESTS]
    )
    return page(request, "maintenance/tests.html", {"tests": found, "most": SHOWN_TESTS})


@require_POST
def start_tests(request: HttpRequest) -> HttpResponse:
    """Really start one test for each system named in ?systems= or in the form."""
    who = who_of(request)
    given = request.GET.get("systems") or request.POST.get("systems", "")
    numbers = [part for part in given.split(",") if part]
    if not numbers or not all(part.isascii() and part.isdigit() for part in numbers):
        raise BadInput(_("Say which systems to test."))
    systems = list(ProtectedSystem.objects.visible_to(who).filter(pk__in=numbers))
    if not systems:
        raise Refused(_("None of these systems is yours to test."))
    begun = actions.request_restore_tests(systems=systems, by=who)
    text = ngettext("One restore is being tested.", "%(n)s restores are being tested.", len(begun))
    messages.success(request, text % {"n": len(begun)})
    if len(begun) == 1:
        return redirect("maintenance:test", pk=begun[0].pk)
    return redirect("maintenance:home")


@require_safe
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """One test, live while it runs; the files that came back when it has passed."""
    return _test_page(request, pk, OpenForm())


@require_POST
def open_test(request: HttpRequest, pk: int) -> HttpResponse:
    """A person states what they saw."""
    form = OpenForm(request.POST)
    if not form.is_valid():
        return _test_page(request, pk, form, status=422)
    found = queries.test_for(who_of(request), pk)
    actions.open_restore(found, note=form.cleaned_data["note"], by=who_of(request))
    messages.success(request, _("%(system)s is proven.") % {"system": found.system})
    return redirect("maintenance:test", pk=pk)


def _test_page(request: HttpRequest, pk: int, form: OpenForm, status: int = 200) -> HttpResponse:
    who, now = who_of(request), timezone.now()
    found = queries.test_for(who, pk)
    silent = any(stalled.pk == found.pk for stalled in queries.stalled_tests(now).defer("files"))
    values = {
        "test": found,
        "system": found.system,
        "client": found.system.device.client,
        "is_running": found.state != RestoreTest.State.DONE,
        "is_silent": silent,
        "steps": shown.steps(found.step, found.percent),
        "looked": found.looks.filter(person=who).exists(),
        "may_open": queries.may_test(who),
        "form": form,
    }
    return page(request, "maintenance/test.html", values, block="live", status=status)


@require_GET
def restored_file(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The beginning of one file that came back, as text; remembered as shown to this person."""
    who = who_of(request)
    found = queries.test_for(who, pk)
    path = actions.look_at_restored_file(found, number=number, how="shown", by=who)
    with path.open("rb") as stream:
        begin = stream.read(SHOWN_BYTES)
    values = {
        "test": found,
        "number": number,
        "file": found.files[number],
        "text": _as_text(begin),
        "is_cut": path.stat().st_size > SHOWN_BYTES,
    }
    return page(request, "maintenance/restored_file.html", values)


def _as_text(begin: bytes) -> str | None:
    """The beginning of a text, or None for what is none. A cut may split its last letter."""
    if b"\0" in begin:
        return None
    for cut in range(4):
        try:
            return begin[: len(begin) - cut].decode()
        except UnicodeDecodeError:
            continue
    return None


@require_GET
def take_file(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """Hand one file out, as a download and nothing else; remembered as taken by this person."""
    who = who_of(request)
    found = queries.test_for(who, pk)
    path = actions.look_at_restored_file(found, number=number, how="taken", by=who)
    name = quote(found.files[number]["path"].rpartition("/")[2])
    response = FileResponse(path.open("rb"), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store, private"
    return response
