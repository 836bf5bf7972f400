"""Rules: what is watched, who owns it, why, and what came of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nadi.core.errors import BadInput
from nadi.core.pages import page
from nadi.monitoring import actions, queries
from nadi.monitoring.checks import KINDS
from nadi.monitoring.forms import SEVERITY_TONES, ForClientForm, RuleForm
from nadi.monitoring.models import AlertRule
from nadi.monitoring.views.asking import settle, tabs, who_asks

COPIED = (
    "kind",
    "raise_at",
    "clear_at",
    "raise_seconds",
    "raise_times",
    "clear_seconds",
    "severity",
    "answer_minutes",
    "device_kinds",
    "procedure",
)


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    known = {one.rule.pk: one for one in queries.noise(who, timezone.now())}
    shown = list(queries.rules_visible_to(who))
    missing = [kind for kind in KINDS if not any(rule.kind == kind for rule in shown)]
    values = {
        "tabs": tabs(who, "rules"),
        "rules": [(rule, in_words(rule), known.get(rule.pk)) for rule in shown],
        "tones": SEVERITY_TONES,
        "missing": missing,
        "may_change": who.is_lead,
    }
    return page(request, "monitoring/rules.html", values)


@require_safe
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    one = queries.rule_for(who, pk)
    alerts = queries.alerts_visible_to(who).filter(rule=one)[:30]
    noise = {n.rule.pk: n for n in queries.noise(who, timezone.now())}
    values = {
        "tabs": tabs(who, "rules"),
        "rule": one,
        "said": in_words(one),
        "alerts": alerts,
        "noise": noise.get(one.pk),
        "tones": SEVERITY_TONES,
        "may_change": who.is_lead,
        "narrow_form": ForClientForm(who=who)
        if who.is_lead and one.client is None and one.device is None
        else None,
    }
    return page(request, "monitoring/rule.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    one = queries.rule_for(who, pk)
    form = RuleForm(request.POST or None, instance=one)
    done = settle(
        form,
        lambda: actions.change_rule(
            form.save(commit=False), because=form.cleaned_data["because"], by=who
        ),
    )
    if done is not None:
        messages.success(request, _("The rule is changed."))
        return redirect("monitoring:rule", one.pk)
    values = {
        "tabs": tabs(who, "rules"),
        "form": form,
        "title": _("Change a rule"),
        "lead": str(one),
        "submit": _("Change the rule"),
        "cancel": request.path.removesuffix("change/"),
    }
    return page(request, "monitoring/form.html", values, status=422 if form.errors else 200)


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Make it quiet, with a reason."""
    who = who_asks(request)
    one = queries.rule_for(who, pk)
    actions.stop_rule(one, because=request.POST.get("because", ""), by=who)
    messages.success(request, _("This rule is quiet now. Its history stays."))
    return redirect("monitoring:rules")


@require_POST
def for_client(request: HttpRequest, pk: int) -> HttpResponse:
    """The same rule for one client alone, to be changed there without touching the others."""
    who = who_asks(request)
    one = queries.rule_for(who, pk)
    form = ForClientForm(request.POST, who=who)
    if not form.is_valid():
        raise BadInput(_("Say for which client, and why."))
    values = {name: getattr(one, name) for name in COPIED}
    narrow = AlertRule(client=form.cleaned_data["client"], **{**values, "owner": who})
    made = actions.make_rule(narrow, because=form.cleaned_data["because"], by=who)
    return redirect("monitoring:change_rule", made.pk)


@require_POST
def usual(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    made = actions.take_up_usual_rules(owner=who, by=who)
    messages.success(request, _("%(n)d rules are in use, and yours.") % {"n": len(made)})
    return redirect("monitoring:rules")


def in_words(rule: AlertRule) -> str:
    """The rule with its numbers, as one sentence."""
    kind = KINDS[rule.kind]
    parts = []
    if rule.kind == "silent":
        parts.append(_("raises after %(n)g seconds without a word") % {"n": rule.raise_at or 0})
    elif kind.series:
        numbers = {"up": rule.raise_at or 0, "down": rule.clear_at or 0, "unit": kind.unit}
        parts.append(_("raises at %(up)g %(unit)s, clears at %(down)g %(unit)s") % numbers)
    if rule.raise_times > 1:
        parts.append(_("raises after %(n)d failures in a row") % {"n": rule.raise_times})
    if rule.raise_seconds:
        parts.append(_("when it lasts %(n)g minutes") % {"n": rule.raise_seconds / 60})
    if rule.clear_seconds:
        parts.append(_("over when well for %(n)g minutes") % {"n": rule.clear_seconds / 60})
    return " · ".join(part.replace(" ,", ",").strip() for part in parts)
