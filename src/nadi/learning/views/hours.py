"""My learning: what I agreed, what I have had, and an hour written down."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from nadi.accounts.models import Person
from nadi.core.errors import NadiError
from nadi.core.pages import page
from nadi.learning import actions, queries
from nadi.learning.forms import IntentionForm, LearnForm, NameForm
from nadi.learning.models import Kind
from nadi.learning.views.asking import put_on, who_asks


@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: HttpRequest) -> HttpResponse:
    """One's own: the form, what is not named yet, the four weeks by kind, the last half year."""
    who, now = who_asks(request), timezone.now()
    form = LearnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.learn(who, **form.cleaned_data, by=who)
        except NadiError as problem:
            put_on(form, problem)
        else:
            messages.success(request, _("Written down, on our own account."))
            return redirect("learning:hours")
    mine = list(queries.hours_of(who, now)[:60])
    kinds = {hour.kind for hour in mine}
    values = {
        "form": form,
        "unnamed": [
            (words, minutes, when, NameForm(initial={"entry_id": pk, "topic": words[:120]}))
            for pk, words, minutes, when in queries.unnamed_entries(who, now)
        ],
        "kinds": queries.four_weeks(now, who),
        "team": queries.four_weeks(now),
        "hours": mine,
        "intention": queries.intention_of(who),
        "only": str(Kind(mine[0].kind).label).split(":")[0]
        if len(mine) > 2 and len(kinds) == 1
        else "",
        "people": _others(who),
    }
    return page(request, "learning/hours.html", values, status=422 if form.errors else 200)


def _others(who: Person) -> list[Person]:
    """Those with whom somebody who leads may agree what they learn."""
    return list(Person.objects.staff().exclude(pk=who.pk)) if who.is_lead else []


@require_POST
def name(request: HttpRequest) -> HttpResponse:
    """Say what an entry that was timed as training has taught."""
    who = who_asks(request)
    form = NameForm(request.POST)
    if form.is_valid():
        actions.name_learning(who, **form.cleaned_data, by=who)
        messages.success(request, _("It counts as learning now."))
    else:
        messages.error(request, _("Say what it was about and which kind of knowledge it was."))
    return redirect("learning:hours")


@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """How much of each kind a person learns in four weeks."""
    who = who_asks(request)
    person = queries.person_for(who, pk)
    stands = queries.intention_of(person)
    initial = {kind: getattr(stands, kind) / 60 for kind in Kind.values} if stands else {}
    form = IntentionForm(
        request.POST or None,
        initial={**initial, "topics": stands.topics if stands else ""},
    )
    if request.method == "POST" and form.is_valid():
        try:
            agreed = form.minutes()
            actions.agree_learning(
                person,
                technical=agreed[Kind.TECHNICAL],
                business=agreed[Kind.BUSINESS],
                craft=agreed[Kind.CRAFT],
                topics=form.cleaned_data["topics"],
                by=who,
            )
        except NadiError as problem:
            put_on(form, problem)
        else:
            messages.success(request, _("Agreed."))
            return redirect("learning:hours")
    own = person.pk == who.pk
    values = {
        "form": form,
        "title": _("What you learn") if own else _("What %(who)s learns") % {"who": person},
        "lead": _("Hours in four weeks, by kind of knowledge. The third is the hardest to teach."),
        "submit": _("Agree"),
        "crumbs": [(_("My learning"), reverse("learning:hours"))],
    }
    return page(request, "learning/form.html", values, status=422 if form.errors else 200)
