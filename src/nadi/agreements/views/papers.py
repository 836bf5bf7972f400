"""Agreements on paper: the list, one agreement, its versions, and their signing."""

from datetime import UTC, datetime, time, timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nadi.agreements import actions, queries
from nadi.agreements.forms import (
    PaperForm,
    PartyForm,
    SignatureForm,
    StandingForm,
    TermsForm,
    of_version,
)
from nadi.agreements.models import Agreement, AgreementVersion, PartyKind
from nadi.agreements.models.standing import BoundChoice
from nadi.agreements.rules.terms import State
from nadi.agreements.views.asking import may_write, who_asks
from nadi.core import centers
from nadi.core.errors import NadiError, NotFound
from nadi.core.pages import page
from nadi.core.prose import prose

ORDER = {State.ENDING: 0, State.DRAFT: 1, State.SIGNED: 2, State.ENDED: 3}
TONES = {State.ENDING: "warn", State.DRAFT: "", State.SIGNED: "good", State.ENDED: ""}


@require_safe
def agreements(request: HttpRequest) -> HttpResponse:
    """All agreements with one kind of party, those that need a decision first."""
    who, today = who_asks(request), timezone.localdate()
    kind = request.GET.get("with", PartyKind.CLIENT)
    rows, counts = [], dict.fromkeys(PartyKind.values, 0)
    for agreement in queries.agreements_of(who):
        counts[agreement.kind] += 1
        if agreement.kind != kind:
            continue
        standing = agreement.standing(today)
        version = agreement.version_on(today) or next(reversed(agreement.versions.all()), None)
        rows.append(
            (agreement, standing, version, TONES[standing.state], state_name(standing.state))
        )
    rows.sort(key=lambda row: (ORDER[row[1].state], str(row[0].party)))
    names = {"client": _("Clients"), "employee": _("Colleagues"), "vendor": _("Vendors")}
    values = {
        "rows": rows,
        "tabs": [(names[key], f"?with={key}", n, key == kind) for key, n in counts.items()],
        "may_write": may_write(who),
    }
    return page(request, "agreements/agreements.html", values)


def state_name(state: State) -> str:
    return {
        State.DRAFT: _("Draft"),
        State.SIGNED: _("Signed"),
        State.ENDING: _("Ending"),
        State.ENDED: _("Ended"),
    }[state]


@require_safe
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """One agreement through its versions."""
    who, today = who_asks(request), timezone.localdate()
    one = queries.agreement_for(who, pk)
    standing = one.standing(today)
    versions = list(one.versions.all())
    current = one.version_on(today)
    shown = current or (versions[-1] if versions else None)
    promises = list(shown.standing_promises.all()) if shown else []
    verdicts = queries.latest_verdicts(promise.pk for promise in promises)
    values = {
        "agreement": one,
        "standing": standing,
        "state": state_name(standing.state),
        "tone": TONES[standing.state],
        "versions": list(reversed(versions)),
        "current": current,
        "shown": shown,
        "promises": [(promise, verdicts.get(promise.pk)) for promise in promises],
        "may_write": may_write(who),
        "may_lead": who.is_lead,
        "can_renew": bool(versions and versions[-1].is_signed and versions[-1].ends_on),
        "can_write": not versions or versions[-1].is_signed,
    }
    return page(request, "agreements/agreement.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def new_agreement(request: HttpRequest) -> HttpResponse:
    """Begin an agreement: with whom, and what it is called."""
    who = who_asks(request)
    form = PartyForm(
        request.POST or None,
        who=who,
        initial={
            "owner": who.pk,
            "client": request.GET.get("client", ""),
            "title": _("Managed services"),
        },
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = actions.draft_agreement(
            said["party"], title=said["title"], owner=said["owner"], by=who
        )
        return redirect("agreements:new_version", made.pk)
    crumbs = [(_("Agreements"), "/agreements/all/")]
    return _form(request, form, _("New agreement"), _("Go on to the text"), crumbs)


@require_http_methods(["GET", "HEAD", "POST"])
def new_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the next version; it begins as a copy of the last."""
    who = who_asks(request)
    one = queries.agreement_for(who, pk)
    last = next(reversed(one.versions.all()), None)
    initial = of_version(last) if last else {"starts_on": timezone.localdate()}
    form = PaperForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.write_version(one, form.paper(), by=who)
        except NadiError as problem:
            _beside(form, problem)
        else:
            return redirect(made)
    return _form(request, form, _("New version"), _("Write it"), _crumbs(one))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Change what is written while nobody has signed."""
    who = who_asks(request)
    one = _version(request, pk, number)
    form = PaperForm(request.POST or None, initial=of_version(one))
    if request.method == "POST" and form.is_valid():
        try:
            actions.revise_version(one, form.paper(), by=who)
        except NadiError as problem:
            _beside(form, problem)
        else:
            return redirect(one)
    return _form(request, form, _("Change the text"), _("Write it"), _crumbs(one.agreement, one))


@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What is covered, and how soon we answer."""
    who = who_asks(request)
    one = _version(request, pk, number)
    form = TermsForm(request.POST or None, version=one)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_coverage(one, form.coverage(), by=who)
            actions.set_response(one, form.response(), by=who)
        except NadiError as problem:
            _beside(form, problem)
        else:
            return redirect(one)
    values = {"version": one, "form": form, "crumbs": _crumbs(one.agreement, one)}
    status = 422 if form.errors else 200
    return page(request, "agreements/terms.html", values, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def add_promise(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Promise something that can be checked."""
    who = who_asks(request)
    one = _version(request, pk, number)
    form = StandingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.add_standing_promise(
                one,
                sentence=said["sentence"],
                vital=said["vital"],
                bound=BoundChoice(said["bound"]),
                target=said["target"],
                window_days=said["window_days"],
                population=said["population"],
                by=who,
            )
        except NadiError as problem:
            _beside(form, problem)
        else:
            return redirect(one)
    crumbs = _crumbs(one.agreement, one)
    return _form(request, form, _("A standing promise"), _("Promise it"), crumbs)


@require_POST
def remove_promise(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    one = queries.standing_promise_for(who, pk)
    version = one.version
    actions.remove_standing_promise(one, by=who)
    return redirect(version)


@require_safe
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One version: its text, its terms, its promises, its signatures."""
    who = who_asks(request)
    one = _version(request, pk, number)
    promises = list(one.standing_promises.all())
    verdicts = queries.latest_verdicts(promise.pk for promise in promises)
    vitals = centers.vitals()
    values = {
        "version": one,
        "agreement": one.agreement,
        "text": prose(one.text),
        "coverage": list(one.coverage_terms.select_related("work_type")),
        "response": list(one.response_terms.all()),
        "promises": [(p, verdicts.get(p.pk), vitals.get(p.vital)) for p in promises],
        "signature": SignatureForm(),
        "intact": not one.sha256 or one.digest() == one.sha256,
        "may_write": may_write(who) and not one.is_frozen,
        "may_sign": who.is_lead and one.our_signed_at is None,
        "may_record": may_write(who) and one.their_signed_at is None,
    }
    return page(request, "agreements/version.html", values)


@require_POST
def sign(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Our signature, by the person who presses."""
    one = actions.sign_for_us(_version(request, pk, number), by=who_asks(request))
    _said(request, one)
    return redirect(one)


@require_POST
def sign_theirs(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Record that the other side has signed."""
    form = SignatureForm(request.POST)
    one = _version(request, pk, number)
    if not form.is_valid():
        messages.error(request, _("Write who signed for them, and a date that exists."))
        return redirect(one)
    on = form.cleaned_data["on"]
    moment = None
    if on is not None and on != timezone.localdate():
        moment = datetime.combine(on, time(12), UTC)
    one = actions.sign_for_them(
        one, name=form.cleaned_data["name"], at=moment, by=who_asks(request)
    )
    _said(request, one)
    return redirect(one)


@require_POST
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the version that goes on after the last."""
    who = who_asks(request)
    made = actions.renew_agreement(queries.agreement_for(who, pk), by=who)
    messages.success(
        request, _("Version %(n)d is written. It counts once both sign.") % {"n": made.number}
    )
    return redirect(made)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Notice was given: it ends when the days of notice are over, counted from today."""
    who = who_asks(request)
    one = queries.agreement_for(who, pk)
    standing = one.version_on(timezone.localdate())
    days = standing.notice_days if standing else 0
    on = timezone.localdate() + timedelta(days=days)
    actions.end_agreement(one, on=on, because=request.POST.get("because", ""), by=who)
    messages.info(request, _("It ends on %(day)s.") % {"day": on.isoformat()})
    return redirect(one)


def _version(request: HttpRequest, pk: int, number: int) -> AgreementVersion:
    one = queries.agreement_for(who_asks(request), pk)
    found = next((each for each in one.versions.all() if each.number == number), None)
    if found is None:
        raise NotFound("There is no such version.")
    found.agreement = one
    return found


def _said(request: HttpRequest, version: AgreementVersion) -> None:
    if version.is_signed:
        messages.success(request, _("Both have signed. This version cannot change any more."))
    else:
        messages.info(request, _("Signed. The other signature is still missing."))


def _beside(form: forms.Form, problem: NadiError) -> None:
    field = next((name for name in problem.fields if name in form.fields), None)
    form.add_error(field, problem.sentence)


def _crumbs(agreement: Agreement, version: AgreementVersion | None = None) -> list[tuple[str, str]]:
    found = [
        (_("Agreements"), "/agreements/all/"),
        (str(agreement.party), agreement.get_absolute_url()),
    ]
    if version is not None:
        label = _("Version %(n)d") % {"n": version.number}
        found.append((label, version.get_absolute_url()))
    return found


def _form(
    request: HttpRequest,
    form: forms.Form,
    title: str,
    submit: str,
    crumbs: list[tuple[str, str]],
) -> HttpResponse:
    values = {"form": form, "title": title, "submit": submit, "crumbs": crumbs}
    status = 422 if form.errors else 200
    return page(request, "agreements/form.html", values, status=status)
