"""Web addresses that the server looks at."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nadi.core.actions import Actor, action
from nadi.core.errors import BadInput, Refused
from nadi.monitoring.checks.http.probe import Looked
from nadi.monitoring.equipping import equip_check
from nadi.monitoring.looking import keep_result
from nadi.monitoring.models import CheckResult, HttpCheck


@action
def add_http_check(check: HttpCheck, *, by: Actor) -> HttpCheck:
    """Look at this address from now on."""
    _fit(check)
    equip_check(check, timezone.now())
    return check


@action
def change_http_check(check: HttpCheck, *, because: str, by: Actor) -> HttpCheck:
    """Expect something else of it."""
    _fit(check)
    equip_check(check, timezone.now())
    return check


@action
def stop_http_check(check: HttpCheck, *, because: str, by: Actor) -> HttpCheck:
    """Look at it no more. What was seen stays."""
    if not check.active:
        raise Refused(_("Nobody looks at this address already."))
    check.active = False
    check.save(update_fields=["active"])
    equip_check(check, timezone.now())
    return check


@action
def run_check_now(
    check: HttpCheck, looked: Looked, *, by: Actor, now: datetime | None = None
) -> CheckResult:
    """Somebody looked right now; it counts as any other look. They looked before they came here:
    no transaction waits for the other side of the internet."""
    return keep_result(check, looked, now or timezone.now())


def _fit(check: HttpCheck) -> None:
    if not check.url.startswith(("http://", "https://")):
        raise BadInput(
            _("Only http and https addresses can be looked at."),
            fields={"url": _("Begin with https://")},
        )
    if check.timeout_seconds >= check.interval_seconds:
        raise BadInput(
            _("It must answer before the next look."),
            fields={"timeout_seconds": _("Less than the interval")},
        )
    try:
        with transaction.atomic():
            check.save()
    except IntegrityError as error:
        raise BadInput(
            _("This client has a check of that name."), fields={"name": _("Taken")}
        ) from error
