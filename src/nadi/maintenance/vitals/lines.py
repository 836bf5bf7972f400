"""What the heart brings to the monitoring round: last night's backup of every system, and updates
past their date."""

from collections import defaultdict
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadi.core import words
from nadi.core.vitals import RoundLine
from nadi.maintenance import queries, shown
from nadi.maintenance.models import ProtectedSystem
from nadi.maintenance.queries import Updated
from nadi.maintenance.rules.nights import WELL, Night, run_of_bad_nights

NAMED = 3


def round_lines(clients: frozenset[int], now: datetime) -> list[RoundLine]:
    """Backups first: they are the first line of the round. Then what is not patched in time."""
    return [*_backups(clients, now), *_updates(clients, now)]


def _backups(clients: frozenset[int], now: datetime) -> list[RoundLine]:
    systems = list(queries.current_systems().filter(device__client_id__in=clients))
    nights = queries.nights_of_all(systems, now, queries.GRID_NIGHTS)
    found, last = [], defaultdict[int, list[Night]](list)
    for system in systems:
        seen = nights[system.pk]
        today = now.astimezone(system.zone).date()
        due = [one for one in seen if one[0] < today and one[1] is not Night.NOT_DUE]
        if not due:
            continue
        night, state = due[-1]
        last[system.device.client_id].append(state)
        if state is Night.RUNNING and len(due) > 1:
            night, state = due[-2]
        if state in (Night.FAILED, Night.SILENT):
            run = run_of_bad_nights([one for _night, one in seen])
            found.append(_bad_night(system, night, state, run))
    return [*found, *(_well(client_id, states) for client_id, states in last.items())]


def _bad_night(system: ProtectedSystem, night: date, state: Night, run: int) -> RoundLine:
    return RoundLine(
        client_id=system.device.client_id,
        kind="backup",
        key=f"backup:{system.pk}:{night:%Y%m%d}",
        sentence=_("Backup of %(system)s: %(what)s")
        % {"system": system, "what": shown.NIGHT_WORDS[state]},
        note=_("The night of %(night)s.") % {"night": words.day(night)}
        + (
            " " + ngettext("%(n)s night in a row.", "%(n)s nights in a row.", run) % {"n": run}
            if run > 1
            else ""
        ),
        url=reverse("maintenance:system", args=[system.pk]),
        urgent=run > 1,
        trouble=f"backup:{system.pk}",
        device_id=system.device_id,
    )


def _well(client_id: int, states: list[Night]) -> RoundLine:
    well, waits = sum(state in WELL for state in states), states.count(Night.RUNNING)
    said = _("%(n)s of %(all)s backups good") % {"n": well, "all": len(states)}
    if waits:
        said += ", " + ngettext("%(n)s not in yet", "%(n)s not in yet", waits) % {"n": waits}
    return RoundLine(client_id=client_id, kind="backup", key="", sentence=said, calm=True)


def _updates(clients: frozenset[int], now: datetime) -> list[RoundLine]:
    found = []
    for here in queries.clients_by_updates(clients, now):
        found.append(
            RoundLine(
                client_id=here.client_id,
                kind="patch",
                key="",
                sentence=_("%(n)s of %(all)s patched in time")
                % {"n": here.in_time, "all": here.devices},
                calm=True,
            )
        )
        if here.late:
            found.append(_late(here))
    return found


def _late(here: Updated) -> RoundLine:
    names, n = here.names[:NAMED], len(here.late)
    return RoundLine(
        client_id=here.client_id,
        kind="patch",
        key=f"updates:{here.client_id}",
        sentence=ngettext(
            "%(names)s has security updates past their date",
            "%(n)s devices have security updates past their date: %(names)s",
            n,
        )
        % {"n": n, "names": words.listed(names) if n <= NAMED else ", ".join([*names, "…"])},
        note=_("The oldest was due %(day)s.") % {"day": words.short_day(here.oldest_due)}
        if here.oldest_due
        else "",
        url=reverse("maintenance:device_updates", args=[here.late[0]]),
        trouble=f"updates:{here.client_id}",
        device_id=here.late[0],
    )
