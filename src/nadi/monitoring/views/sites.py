"""Web addresses the server looks at."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nadi.core.pages import page
from nadi.monitoring import actions, queries
from nadi.monitoring.checks.http.probe import look as look_once
from nadi.monitoring.forms import HttpCheckForm
from nadi.monitoring.looking import wanted_of
from nadi.monitoring.views.asking import settle, tabs, who_asks


@require_safe
def sites(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    checks = queries.checks_visible_to(who)
    newest = queries.newest_results(who, checks)
    values = {
        "tabs": tabs(who, "sites"),
        "rows": [(check, newest.get(check.pk)) for check in checks],
    }
    return page(request, "monitoring/sites.html", values)


@require_safe
def site(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    one = queries.check_for(who, pk)
    looks = list(one.results.order_by("-at")[:30])
    values = {
        "tabs": tabs(who, "sites"),
        "check": one,
        "looks": looks,
        "line": [look.milliseconds for look in reversed(looks)],
        "days_left": (one.certificate_until - timezone.now()).days
        if one.certificate_until
        else None,
    }
    return page(request, "monitoring/site.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    form = HttpCheckForm(request.POST or None, who=who)
    made = settle(form, lambda: actions.add_http_check(form.save(commit=False), by=who))
    if made is not None:
        messages.success(request, _("It is looked at from now on."))
        return redirect("monitoring:site", made.pk)
    values = {
        "tabs": tabs(who, "sites"),
        "form": form,
        "title": _("Look at a web address"),
        "lead": "",
        "submit": _("Look at it from now on"),
        "cancel": reverse("monitoring:sites"),
    }
    return page(request, "monitoring/form.html", values, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    one = queries.check_for(who, pk)
    form = HttpCheckForm(request.POST or None, instance=one, who=who)
    done = settle(
        form,
        lambda: actions.change_http_check(form.save(commit=False), because=_("changed"), by=who),
    )
    if done is not None:
        messages.success(request, _("From now on it is looked at like this."))
        return redirect("monitoring:site", one.pk)
    values = {
        "tabs": tabs(who, "sites"),
        "form": form,
        "title": one.name,
        "lead": one.client.name,
        "submit": _("Save"),
        "cancel": reverse("monitoring:site", args=[one.pk]),
    }
    return page(request, "monitoring/form.html", values, status=422 if form.errors else 200)


@require_POST
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """Look right now, and say what was seen."""
    who = who_asks(request)
    check = queries.check_for(who, pk)
    result = actions.run_check_now(check, look_once(wanted_of(check)), by=who)
    said = result.sentence or _("All as expected, in %(n)d ms.") % {"n": result.milliseconds}
    (messages.success if result.fine else messages.warning)(request, said)
    return redirect("monitoring:site", pk)


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    one = queries.check_for(who, pk)
    actions.stop_http_check(one, because=request.POST.get("because", ""), by=who)
    messages.success(request, _("Nobody looks at it any more. What was seen stays."))
    return redirect("monitoring:sites")
