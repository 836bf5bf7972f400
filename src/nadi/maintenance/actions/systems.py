"""Putting something under protection, and ending that."""

from django.utils import timezone
from django.utils.translation import gettext as _

from nadi.core import vault
from nadi.core.actions import Actor, action
from nadi.core.errors import BadInput, Refused
from nadi.core.events import announce
from nadi.fleet.models import Device
from nadi.maintenance.backups import TOOLS
from nadi.maintenance.events import ProtectionChanged
from nadi.maintenance.models import ProtectedSystem
from nadi.maintenance.rules.nights import EVERY_NIGHT


@action
def protect_system(
    device: Device,
    *,
    name: str,
    job: str,
    tool: str,
    location: str,
    secret: str = "",
    weekdays: int = EVERY_NIGHT,
    fresh_hours: int = 30,
    by: Actor,
) -> ProtectedSystem:
    """From now on this must come back. The secret is sealed before it touches a row."""
    if tool not in TOOLS:
        raise BadInput(_("There is no such backup tool."), fields={"tool": _("Choose one.")})
    if wrong := TOOLS[tool].wrong_location(location):
        raise BadInput(wrong, fields={"location": wrong})
    if TOOLS[tool].needs_secret and not secret:
        sentence = _("This tool cannot read its repository without a password.")
        raise BadInput(sentence, fields={"secret": sentence})
    Device.objects.select_for_update().get(pk=device.pk)
    if ProtectedSystem.objects.current().filter(device=device, job=job).exists():
        sentence = _("The job %(job)s of this device is protected already.") % {"job": job}
        raise Refused(sentence, fields={"job": sentence})
    system = ProtectedSystem.objects.create(
        device=device,
        name=name,
        job=job,
        tool=tool,
        location=location,
        sealed_secret=vault.seal(secret) if secret else "",
        weekdays=weekdays,
        fresh_hours=fresh_hours,
    )
    announce(ProtectionChanged(system.pk, device.client_id))
    return system


@action
def end_protection(system: ProtectedSystem, *, because: str, by: Actor) -> ProtectedSystem:
    """It need not come back any more. Its past stays; its cap and its nights end here."""
    system = ProtectedSystem.objects.select_for_update(of=("self",)).get(pk=system.pk)
    if system.ended_at is not None:
        raise Refused(_("The protection of this system has ended already."))
    if not because.strip():
        raise Refused(
            _("Say in a few words why this need not come back."), fields={"because": _("Why?")}
        )
    system.ended_at, system.ended_because = timezone.now(), because.strip()
    system.save(update_fields=["ended_at", "ended_because"])
    announce(ProtectionChanged(system.pk, system.device.client_id))
    return system
