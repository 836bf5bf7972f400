"""The share of hours that went into work before the pain: watching, maintenance, backups."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from nadi.agreements import queries as agreements
from nadi.core.vitals import Clients, EvidenceRow, Reading, Window

NAME = "monitoring.proactive_share"
BEFORE = ("monitoring", "proactive", "backup")
AFTER = ("reactive",)


def read(
    window: Window, population: str | None = None, clients: Clients = None
) -> Iterable[Reading]:
    """One reading for each client with such hours. Hours are known up to the newest that anybody
    wrote down: a client that needed none this week makes nothing old."""
    shares = agreements.shares_of_time(window, part=BEFORE, whole=BEFORE + AFTER, clients=clients)
    for share in shares:
        yield Reading(
            vital=NAME,
            client_id=share.client_id,
            numerator=Decimal(share.part),
            denominator=Decimal(share.whole),
            n=share.entries,
            fresh_at=share.newest,
            excluded=0,
        )


def rows(window: Window, client_id: int | None, population: str | None = None) -> list[EvidenceRow]:
    """The time entries, without a name: this is about the work, never about who did it."""
    return [
        EvidenceRow(
            label=_("%(kind)s, %(minutes)d min: %(about)s")
            % {
                "kind": entry.work_type.name,
                "minutes": entry.minutes or 0,
                "about": entry.about or entry.note or _("without a word"),
            },
            url=entry.about_url,
            at=entry.ended_at,
            client_id=entry.client_id,
            numerator=Decimal(entry.minutes or 0 if entry.work_type.slug in BEFORE else 0),
            denominator=Decimal(entry.minutes or 0),
        )
        for entry in agreements.entries_of_kinds(window, BEFORE + AFTER, client_id)
    ]
