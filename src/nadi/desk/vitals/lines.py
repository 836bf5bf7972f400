"""What Throat brings to the monitoring round: tickets of the two highest priorities, and which
ticket is about what was seen."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from nadi.core import words
from nadi.core.vitals import InHand, RoundLine
from nadi.desk.models import Ticket, TicketAlert
from nadi.desk.rules.statuses import Status

CRITICAL = 2


def round_lines(clients: frozenset[int], now: datetime) -> list[RoundLine]:
    """Every open P1 and P2 of these clients: how it stands, and who has it."""
    tickets = (
        Ticket.objects.open()
        .filter(client_id__in=clients, priority__lte=CRITICAL, opened_at__lte=now)
        .exclude(status=Status.COMPLETED)
        .select_related("owner")
        .in_turn()
    )
    found = list(tickets)
    alarms = TicketAlert.objects.filter(ticket__in=found, is_current=True).order_by("pk")
    about = dict(alarms.values_list("ticket_id", "key"))
    return [_line(ticket, about.get(ticket.pk, "")) for ticket in found]


def _line(ticket: Ticket, trouble: str) -> RoundLine:
    who = ticket.owner.name if ticket.owner else _("nobody has it")
    return RoundLine(
        client_id=ticket.client_id or 0,
        kind="critical",
        key=f"ticket:{ticket.number}:{ticket.status_since:%Y%m%d%H%M%S}",
        sentence=f"P{ticket.priority} {ticket}",
        note=_("%(status)s since %(when)s, %(who)s")
        % {
            "status": ticket.get_status_display(),
            "when": words.moment(ticket.status_since),
            "who": who,
        },
        url=reverse("desk:ticket", args=[ticket.number]),
        urgent=ticket.priority == 1,
        trouble=trouble or f"ticket:{ticket.number}",
        device_id=ticket.device_id,
    )


def in_hand(troubles: frozenset[str]) -> list[InHand]:
    """The open tickets about these troubles."""
    alarms = TicketAlert.objects.filter(key__in=troubles, is_current=True).select_related("ticket")
    numbers = [int(t.split(":")[1]) for t in troubles if t.startswith("ticket:")]
    return [
        InHand(alarm.key, f"#{alarm.ticket_id}", reverse("desk:ticket", args=[alarm.ticket_id]))
        for alarm in alarms
        if alarm.ticket.is_open
    ] + [InHand(f"ticket:{n}", f"#{n}", reverse("desk:ticket", args=[n])) for n in numbers]
