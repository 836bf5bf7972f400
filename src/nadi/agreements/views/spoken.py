"""Spoken promises: the shelf, the two fields, and what becomes of a word."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nadi.accounts.models import Person
from nadi.agreements import actions, queries
from nadi.agreements.forms import RenegotiateForm, SpeakForm
from nadi.agreements.models import Direction, SpokenPromise
from nadi.agreements.rules.spoken import read_due
from nadi.agreements.views.asking import back, who_asks
from nadi.clients.queries import client_for
from nadi.core.errors import BadInput, NadiError
from nadi.core.pages import page

LOOK_BACK = timedelta(days=14)
CLIENT_LOOK_BACK = timedelta(days=90)


@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """Mine, ours and theirs, due first."""
    who, now = who_asks(request), timezone.now()
    if request.GET.get("client"):
        return _with_client(request, who, request.GET["client"])
    shelf = queries.promise_shelf(who, now - LOOK_BACK)
    show = request.GET.get("show", "mine")
    shelves = {
        "mine": shelf.mine,
        "ours": shelf.ours,
        "theirs": shelf.theirs,
        "settled": shelf.settled,
    }
    names = {
        "mine": _("Mine"),
        "ours": _("Ours"),
        "theirs": _("Promised to us"),
        "settled": _("Settled lately"),
    }
    show = show if show in shelves else "mine"
    values = {
        "show": show,
        "tabs": [
            (names[key], f"?show={key}", len(rows), key == show) for key, rows in shelves.items()
        ],
        "promises": shelves[show],
        "late": [each.pk for each in shelves[show] if each.is_late(now)],
        "on_time": {each.pk: each.kept_on_time(now) for each in shelves[show]},
    }
    return page(request, "agreements/promises.html", values, block="rows")


def _with_client(request: HttpRequest, who: Person, slug: str) -> HttpResponse:
    """All words with one client: the rows behind the figure on its page."""
    now, client = timezone.now(), client_for(who, slug)
    spoken = queries.spoken_with(who, client, now - CLIENT_LOOK_BACK)
    values = {
        "show": "settled",
        "client": client,
        "tabs": [],
        "promises": spoken,
        "late": [each.pk for each in spoken if each.is_late(now)],
        "on_time": {each.pk: each.kept_on_time(now) for each in spoken},
    }
    return page(request, "agreements/promises.html", values, block="rows")


@require_http_methods(["GET", "HEAD", "POST"])
def speak(request: HttpRequest) -> HttpResponse:
    """Two fields, from anywhere: as a page, or as a part that htmx puts into a page. `about`,
    `about_url` and `client` say what it is about."""
    who = who_asks(request)
    source = request.POST if request.method == "POST" else request.GET
    about = {key: source.get(key, "") for key in ("about", "about_url", "next")}
    form = SpeakForm(
        request.POST if request.method == "POST" else None,
        who=who,
        initial={"client": source.get("client", ""), "direction": ""},
    )
    if request.method == "POST" and form.is_valid():
        promise = _spoken(form, who, about)
        if promise is not None:
            messages.success(request, _("Noted: “%(sentence)s”") % {"sentence": promise.sentence})
            return back(request, promise.get_absolute_url())
    values = {"form": form, "about": about, "client": source.get("client", "")}
    status = 422 if form.errors else 200
    return page(request, "agreements/speak.html", values, block="speak", status=status)


def _spoken(form: SpeakForm, who: Person, about: dict[str, str]) -> SpokenPromise | None:
    said = form.cleaned_data
    direction = Direction(said["direction"]) if said["direction"] else None
    try:
        return actions.make_spoken_promise(
            said["sentence"],
            due_at=said["due"],
            client=said["client"],
            employee=said["employee"],
            vendor=said["vendor"],
            direction=direction,
            owner=said["owner"],
            about=about["about"],
            about_url=about["about_url"],
            by=who,
        )
    except BadInput as problem:
        field = next((name for name in problem.fields if name in form.fields), None)
        form.add_error(field, problem.sentence)
        return None


@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """What the words in the second field mean, while they are written."""
    who = who_asks(request)
    read = read_due(request.GET.get("due", ""), timezone.now(), who.zone_name)
    return page(request, "agreements/due.html", {"due": read, "zone": who.zone_name})


@require_safe
def promise(request: HttpRequest, pk: int) -> HttpResponse:
    """One promise and all that became of it."""
    who, now = who_asks(request), timezone.now()
    one = queries.promise_for(who, pk)
    values = {
        "promise": one,
        "late": one.is_late(now),
        "on_time": one.kept_on_time(now),
        "history": one.renegotiations.select_related("by"),
        "form": RenegotiateForm(who=who),
    }
    return page(request, "agreements/promise.html", values)


@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    actions.keep_promise(queries.promise_for(who, pk), by=who)
    messages.success(request, _("Kept."))
    return back(request, "agreements:promises")


@require_POST
def break_(request: HttpRequest, pk: int) -> HttpResponse:
    return _end(request, pk, actions.break_promise, _("It is on record, with your reason."))


@require_POST
def let_go(request: HttpRequest, pk: int) -> HttpResponse:
    return _end(request, pk, actions.let_go_of_promise, _("Let go, with your reason."))


def _end(
    request: HttpRequest, pk: int, act: Callable[..., SpokenPromise], said: str
) -> HttpResponse:
    who = who_asks(request)
    one = queries.promise_for(who, pk)
    act(one, because=request.POST.get("because", ""), by=who)
    messages.info(request, said)
    return back(request, one.get_absolute_url())


@require_POST
def renegotiate(request: HttpRequest, pk: int) -> HttpResponse:
    """Another time, agreed by the other side."""
    who, now = who_asks(request), timezone.now()
    one = queries.promise_for(who, pk)
    form = RenegotiateForm(request.POST, who=who)
    if form.is_valid():
        try:
            actions.renegotiate_promise(
                one, due_at=form.cleaned_data["due"], consent=form.cleaned_data["consent"], by=who
            )
        except NadiError as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, _("The new time counts; the old one stays on record."))
            return redirect(one)
    values = {
        "promise": one,
        "late": one.is_late(now),
        "on_time": one.kept_on_time(now),
        "history": one.renegotiations.select_related("by"),
        "form": form,
    }
    return page(request, "agreements/promise.html", values, status=422)
