"""Procedures: the shelves, one page each, its versions, and those to begin with."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nadi.accounts.models import Person
from nadi.core import centers
from nadi.core.pages import page
from nadi.learning import actions, queries
from nadi.learning.forms import ChangeForm, OwnerForm
from nadi.learning.models import Procedure
from nadi.learning.rules.running import IMPROVE
from nadi.learning.views.asking import since_asked, who_asks

LAST_RUNS = 6


def may_keep(who: Person, procedure: Procedure) -> bool:
    """Its owner and those who lead publish, read again, hand over and retire it."""
    return who.is_lead or who.pk == procedure.owner_id


def crumbs(procedure: Procedure) -> list[tuple[str, str]]:
    return [*list_crumbs(), (procedure.title, procedure.get_absolute_url())]


def list_crumbs() -> list[tuple[str, str]]:
    return [(_("Procedures"), reverse("learning:procedures"))]


@require_safe
def procedures(request: HttpRequest) -> HttpResponse:
    """What is in force, by center; what is being written; with `q` those that fit."""
    who = who_asks(request)
    text = request.GET.get("q", "").replace("\0", "")[:80].strip()
    since = since_asked(request)
    energies = {each.number: each for each in centers.centers()}
    values = {
        "shelves": [
            (energies[shelf.center], shelf.procedures)
            for shelf in queries.shelves(who, text=text, since=since)
        ],
        "drafts": [] if text or since else queries.drafts(who),
        "writing": [] if text or since else queries.in_writing(who),
        "text": text,
        "since": since,
        "today": timezone.localdate(),
        "follow": _follow(request),
        "about": request.GET.get("about", "").replace("\0", "")[:160],
    }
    return page(request, "learning/procedures.html", values, block="rows")


def _follow(request: HttpRequest) -> str:
    """What goes along when a procedure is chosen to be followed for something, as a question."""
    asked = {
        name: text
        for name in ("about", "about_url", "client")
        if (text := request.GET.get(name, "").replace("\0", "")[:300])
    }
    return urlencode(asked) if "about_url" in asked else ""


@require_safe
def procedure(request: HttpRequest, slug: str) -> HttpResponse:
    """How it is done, who keeps it, and how it went."""
    who = who_asks(request)
    one = queries.procedure_for(who, slug)
    in_force, writing = one.version_in_force, one.version_in_writing
    values = {
        "procedure": one,
        "center": {each.number: each for each in centers.centers()}[one.center],
        "version": in_force or writing,
        "steps": queries.lines_of(in_force or writing),
        "writing": writing if in_force else None,
        "improve": IMPROVE,
        "requests": queries.open_requests(one),
        "versions": one.versions.filter(published_at__isnull=False).select_related("published_by"),
        "last_read": in_force.reviews.select_related("by").first() if in_force else None,
        "runs": queries.runs_for(who).filter(version__procedure=one)[:LAST_RUNS],
        "lessons": queries.lessons_visible_to(who).filter(procedure=one, taken_back_at=None)[:3],
        "late": one.is_out_of_date(timezone.localdate()),
        "may_keep": may_keep(who, one),
        "change_form": ChangeForm(),
        "owner_form": OwnerForm(initial={"to": one.owner_id}),
    }
    return page(request, "learning/procedure.html", values)


@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A version as it was published; runs of its time rest on it."""
    who = who_asks(request)
    found = queries.version_for(who, slug, number)
    values = {
        "version": found,
        "procedure": found.procedure,
        "steps": queries.lines_of(found),
        "improve": IMPROVE,
        "crumbs": crumbs(found.procedure),
        "taken_up": found.requests_taken_up.select_related("asked_by"),
    }
    return page(request, "learning/version.html", values)


@require_POST
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what should change."""
    who = who_asks(request)
    one = queries.procedure_for(who, slug)
    actions.request_revision(one, text=request.POST.get("text", ""), by=who)
    messages.success(request, _("%(who)s will see it.") % {"who": one.owner})
    return redirect(one)


@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Say no to a wish, with the reason."""
    who = who_asks(request)
    found = queries.request_for(who, pk)
    actions.decline_revision(found, because=request.POST.get("because", ""), by=who)
    messages.info(request, _("Declined, with your reason."))
    return redirect(found.procedure)


@require_POST
def hand_over(request: HttpRequest, slug: str) -> HttpResponse:
    who = who_asks(request)
    one = queries.procedure_for(who, slug)
    form = OwnerForm(request.POST)
    if form.is_valid():
        actions.hand_procedure_over(one, to=form.cleaned_data["to"], by=who)
        messages.success(request, _("%(who)s keeps it now.") % {"who": form.cleaned_data["to"]})
    else:
        messages.error(request, _("Choose a colleague."))
    return redirect(one)


@require_POST
def retire(request: HttpRequest, slug: str) -> HttpResponse:
    who = who_asks(request)
    one = queries.procedure_for(who, slug)
    actions.retire_procedure(one, because=request.POST.get("because", ""), by=who)
    messages.info(request, _("Retired. What was run by it stays readable."))
    return redirect("learning:procedures")


@require_safe
def starters(request: HttpRequest) -> HttpResponse:
    """A small set to begin with; each is adopted by itself."""
    who = who_asks(request)
    energies = {each.number: each for each in centers.centers()}
    found = [(each, ours, energies[each.center]) for each, ours in queries.starters(who)]
    values = {
        "open": [row for row in found if row[1] is None],
        "taken": [row for row in found if row[1] is not None],
        "may_adopt": who.is_lead,
    }
    return page(request, "learning/starters.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def starter(request: HttpRequest, slug: str) -> HttpResponse:
    """One of them to read; its button adopts it as it is."""
    who = who_asks(request)
    found = queries.starter(slug)
    if request.method == "POST":
        one = actions.adopt_starter(slug, by=who)
        messages.success(request, _("It is yours now, and to be read again within a quarter."))
        return redirect(one)
    taken = queries.procedures_visible_to(who).filter(slug=slug).first()
    values = {
        "starter": found,
        "steps": found.steps,
        "improve": IMPROVE,
        "taken": taken,
        "may_adopt": who.is_lead,
        "center": {each.number: each for each in centers.centers()}[found.center],
    }
    return page(request, "learning/starter.html", values)
