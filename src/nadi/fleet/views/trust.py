"""Whose word is taken: tokens, approval, quarantine, retirement."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from nadi.core.errors import NotFound
from nadi.core.pages import page
from nadi.fleet import actions, queries
from nadi.fleet.forms import DeviceForm, TokenForm
from nadi.fleet.models import Device
from nadi.fleet.views.asking import device_asked, who_asks


@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """Make a token and see, this once, the exact line to run on the machine."""
    who = who_asks(request)
    form = TokenForm(request.POST or None, who=who, initial={"client": request.GET.get("client")})
    made = None
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        row, text = actions.make_enrolment_token(
            chosen["client"],
            approves=chosen["approves"],
            max_uses=chosen["max_uses"],
            lifetime=timedelta(hours=chosen["hours"]),
            by=who,
        )
        made = {"row": row, "enrol": enrol_command(text), "run": RUN}
        form = TokenForm(who=who)
    values = {"form": form, "made": made, "open": queries.open_tokens(who, timezone.now())}
    return page(request, "fleet/tokens.html", values)


RUN = "nadi-agent run --dir /var/lib/nadi-agent"


def enrol_command(text: str) -> str:
    """What somebody types on the machine."""
    return (
        f"nadi-agent enrol --dir /var/lib/nadi-agent --server {settings.NADI_INTAKE_URL} "
        f"--token {text}"
    )


@require_POST
def withdraw_token(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    token = queries.open_tokens(who, timezone.now()).filter(pk=pk).first()
    if token is None:
        raise NotFound(_("There is no such token, or it has ended."))
    actions.withdraw_enrolment_token(token, by=who)
    messages.success(request, _("The token is withdrawn. No machine enrols with it any more."))
    return redirect("fleet:tokens")


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    one = device_asked(request, pk)
    actions.approve_device(one, by=who_asks(request))
    return _back(request, one, _("%(device)s is approved. It reports from now on."))


@require_POST
def quarantine(request: HttpRequest, pk: int) -> HttpResponse:
    one = device_asked(request, pk)
    because = request.POST.get("because", "")
    actions.quarantine_device(one, because=because, by=who_asks(request))
    return _back(request, one, _("%(device)s is in quarantine. Its word is not taken."))


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    one = device_asked(request, pk)
    actions.release_device(
        one,
        because=request.POST.get("because", ""),
        accept_hardware=request.POST.get("hardware") == "other",
        by=who_asks(request),
    )
    return _back(request, one, _("The word of %(device)s is taken again."))


@require_POST
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    one = device_asked(request, pk)
    because = request.POST.get("because", "")
    actions.retire_device(one, because=because, by=who_asks(request))
    return _back(request, one, _("%(device)s is retired. Its history stays."))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    one = device_asked(request, pk)
    form = DeviceForm(request.POST or None, device=one)
    if request.method == "POST" and form.is_valid():
        actions.describe_device(one, **form.cleaned_data, by=who_asks(request))
        return redirect("fleet:device", one.pk)
    return page(request, "fleet/edit.html", {"form": form, "device": one})


def _back(request: HttpRequest, one: Device, sentence: str) -> HttpResponse:
    messages.success(request, sentence % {"device": one})
    return redirect("fleet:device", one.pk)
