"""Changes to machines, one verb each."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.clients.models import Client, Site
from nadi.core.actions import Actor, action
from nadi.core.errors import BadInput, Refused
from nadi.core.events import announce
from nadi.fleet import rules
from nadi.fleet.events import DeviceApproved, DeviceChanged, DeviceQuarantined, DeviceRetired
from nadi.fleet.models import Agent, Device, DeviceState, EnrolmentToken, Limit

LONGEST_TOKEN = timedelta(days=30)
MOST_USES = 500


@action
def make_enrolment_token(
    client: Client,
    *,
    by: Actor,
    site: Site | None = None,
    approves: bool = False,
    max_uses: int = 1,
    lifetime: timedelta = timedelta(hours=24),
) -> tuple[EnrolmentToken, str]:
    """The right to enrol at `client`. The text is shown this once; only its digest is kept."""
    if not 1 <= max_uses <= MOST_USES:
        raise BadInput(
            _("A token is for 1 to %(most)d machines.") % {"most": MOST_USES},
            fields={"max_uses": _("Between 1 and %(most)d") % {"most": MOST_USES}},
        )
    if not timedelta(0) < lifetime <= LONGEST_TOKEN:
        raise BadInput(_("A token ends within 30 days."), fields={"hours": _("At most 30 days")})
    text = "nadi-" + secrets.token_urlsafe(24)
    row = EnrolmentToken.objects.create(
        digest=rules.token_digest(text),
        client=client,
        site=site,
        approves=approves,
        max_uses=max_uses,
        made_by=by if isinstance(by, Person) else None,
        expires_at=timezone.now() + lifetime,
    )
    return row, text


@action
def withdraw_enrolment_token(token: EnrolmentToken, *, by: Actor) -> EnrolmentToken:
    """No machine enrols with it any more; those that did stay."""
    if token.withdrawn_at is None:
        token.withdrawn_at = timezone.now()
        token.save(update_fields=["withdrawn_at"])
    return token


@action
def approve_device(device: Device, *, by: Actor) -> Device:
    """From now on its word is taken."""
    device = _locked(device)
    if device.state != DeviceState.PENDING:
        raise Refused(_("%(device)s is not waiting for approval.") % {"device": device})
    _move(device, DeviceState.ACTIVE, "")
    announce(DeviceApproved(device.pk, device.client_id))
    return device


@action
def quarantine_device(device: Device, *, because: str, by: Actor) -> Device:
    """Its word is not taken until a person releases it; what it measures stays in its spool."""
    device = _locked(device)
    if device.state == DeviceState.RETIRED:
        raise Refused(_("%(device)s is retired.") % {"device": device})
    _move(device, DeviceState.QUARANTINED, _reason(because))
    announce(DeviceQuarantined(device.pk, device.client_id, because))
    return device


@action
def release_device(
    device: Device, *, because: str, by: Actor, accept_hardware: bool = False
) -> Device:
    """Take its word again. `accept_hardware`: the machine that came last is the right one."""
    device = _locked(device)
    if device.state != DeviceState.QUARANTINED:
        raise Refused(_("%(device)s is not in quarantine.") % {"device": device})
    _reason(because)
    agent = Agent.objects.select_for_update().filter(device=device).first()
    if agent is not None:
        if accept_hardware and agent.other_hardware:
            agent.hardware = agent.other_hardware
        agent.other_hardware = None
        agent.save(update_fields=["hardware", "other_hardware"])
    _move(device, DeviceState.ACTIVE, "")
    announce(DeviceApproved(device.pk, device.client_id))
    return device


@action
def retire_device(device: Device, *, because: str, by: Actor) -> Device:
    """We look after it no more. Its history stays; its agent is turned away."""
    device = _locked(device)
    if device.state == DeviceState.RETIRED:
        raise Refused(_("%(device)s is retired already.") % {"device": device})
    _move(device, DeviceState.RETIRED, _reason(because))
    announce(DeviceRetired(device.pk, device.client_id))
    return device


@action
def describe_device(
    device: Device, *, name: str, kind: str, site: Site | None, silent_after_minutes: int, by: Actor
) -> Device:
    """What we call it, what it is, where it stands, and how long it may be silent."""
    if not name.strip():
        raise BadInput(_("A device needs a name."), fields={"name": _("Give it a name")})
    if site is not None and site.client_id != device.client_id:
        raise BadInput(
            _("That site belongs to another client."), fields={"site": _("Another client's")}
        )
    device.name, device.kind, device.site = name.strip(), kind, site
    device.silent_after_minutes = silent_after_minutes
    device.save(update_fields=["name", "kind", "site", "silent_after_minutes"])
    announce(DeviceChanged(device.pk, device.client_id))
    return device


@action
def set_limit(
    device: Device,
    *,
    name: str,
    direction: str,
    raise_at: float,
    clear_at: float,
    by: Actor,
    limit: Limit | None = None,
) -> Limit:
    """Make or change a limit on one series; the next sample is judged by it."""
    row = limit or Limit(device=device)
    row.name, row.direction, row.raise_at, row.clear_at = name, direction, raise_at, clear_at
    _on_the_calm_side(row)
    row.save()
    return row


@action
def set_limits(limits: Sequence[Limit], *, by: Actor) -> int:
    """Many new limits at once: what a rule means for every device it speaks for."""
    for row in limits:
        _on_the_calm_side(row)
    return len(Limit.objects.bulk_create(limits))


def _on_the_calm_side(row: Limit) -> None:
    above = row.direction == Limit.Direction.ABOVE
    if not (row.clear_at <= row.raise_at if above else row.clear_at >= row.raise_at):
        raise BadInput(
            _("The clear value must lie on the calm side of the raise value."),
            fields={"clear_at": _("On the calm side")},
        )


@action
def remove_limit(limit: Limit, *, by: Actor) -> None:
    """Stop judging it."""
    limit.delete()


def _locked(device: Device) -> Device:
    return Device.objects.select_for_update().get(pk=device.pk)


def _move(device: Device, state: DeviceState, reason: str) -> None:
    device.state, device.state_reason = state, reason
    device.save(update_fields=["state", "state_reason"])


def _reason(because: str) -> str:
    if not because.strip():
        raise BadInput(
            _("Say in a few words why."), fields={"because": _("A few words are enough")}
        )
    return because.strip()
