"""The monitoring round: look at each line, then put one's name to the day."""

from datetime import datetime

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.clients.firm import firm_day
from nadi.clients.models import Client, is_limited
from nadi.core.actions import action
from nadi.core.errors import BadInput, Refused
from nadi.core.events import announce
from nadi.core.vitals import RoundLine
from nadi.monitoring import rules
from nadi.monitoring.actions.alerts import answer_alert
from nadi.monitoring.events import RoundSigned, RoundTicketAsked
from nadi.monitoring.models import Alert, MonitoringRound, RoundLook
from nadi.monitoring.queries.rounds import ClientStand, in_words, stands, still_waiting

How = RoundLook.How


@action
def look_at(
    client: Client, *, line: str, how: str, note: str = "", by: Person, now: datetime | None = None
) -> RoundLook:
    """A person looked at one line of a client, or at a quiet client as a whole (`line` empty).

    The lines are read again here: what is over meanwhile needs no answer, and nobody can tick what
    does not stand.
    """
    now = now or timezone.now()
    held = _todays(now)
    if held.is_signed:
        raise Refused(_("The round of today is signed. What is new stands there tomorrow."))
    stand = stands([client], held, now)[0]
    how = How.QUIET if line == rules.QUIET else _known(how)
    if not rules.may_answer(line, stand.keys, stand.answered):
        raise Refused(_why_not(line, stand))
    if how == How.NOTE and not note.strip():
        raise BadInput(_("Say in a few words what you saw."), fields={"note": _("A few words")})
    found = next((one for one in stand.asking if one.key == line), None)
    look = RoundLook.objects.create(
        of_round=held,
        client=client,
        key=line,
        sentence=str(found.sentence if found else in_words(stand.calm))[:400],
        url=found.url if found else "",
        how=how,
        note=note.strip()[:300],
        by=by,
        at=now,
    )
    if found is not None:
        _carry_out(found, look, now)
    return look


@action
def sign_round(*, note: str = "", by: Person, now: datetime | None = None) -> MonitoringRound:
    """Put one's name to the day: every client was looked at. Only on the day itself."""
    now = now or timezone.now()
    held = _todays(now)
    if held.is_signed:
        raise Refused(_("The round of today is signed already."))
    if is_limited(by):
        raise Refused(_("Somebody who may see every client signs the round."))
    clients = list(Client.objects.served().order_by("name"))
    if not clients:
        raise Refused(_("There is nobody to look after yet."))
    waiting = rules.still_to_look_at(
        (one.client.name, one.keys, one.answered) for one in stands(clients, held, now)
    )
    if waiting:
        raise Refused(still_waiting(waiting))
    held.signed_at, held.signed_by, held.note = now, by, note.strip()[:300]
    held.save(update_fields=["signed_at", "signed_by", "note"])
    announce(RoundSigned(round_id=held.pk, day=held.day, person_id=by.pk, at=now))
    return held


def _todays(now: datetime) -> MonitoringRound:
    """The round of the firm's day, locked: two people at it answer each line once."""
    day = firm_day(now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('monitoring_round'))")
    return MonitoringRound.objects.get_or_create(day=day, defaults={"begun_at": now})[0]


def _known(how: str) -> str:
    if how not in {How.LOOKED, How.TICKET, How.NOTE}:
        raise BadInput(_("A line is looked at, becomes a ticket, or gets a note."))
    return how


def _why_not(line: str, stand: ClientStand) -> str:
    said = next((look for look in stand.looks if look.key == line), None)
    if said is not None:
        return _("%(who)s looked at this already.") % {"who": said.by}
    if line == rules.QUIET:
        return _("%(client)s is not quiet: each line wants its own answer.") % {
            "client": stand.client
        }
    return _("That is over meanwhile. Nothing is left to say about it.")


def _carry_out(line: RoundLine, look: RoundLook, now: datetime) -> None:
    """An alert that was looked at here is answered; a ticket is asked of the desk."""
    wants_work = look.how == How.TICKET
    if line.kind == "alert":
        answer_alert(
            Alert.objects.get(pk=int(line.key.split(":")[1])),
            note=look.note or _("Looked at in the monitoring round."),
            led_to_work=wants_work,
            by=look.by,
            now=now,
        )
    if wants_work:
        announce(
            RoundTicketAsked(
                client_id=line.client_id,
                device_id=line.device_id,
                sentence=str(line.sentence),
                note=look.note,
                url=line.url,
                trouble=line.trouble or f"round:{line.key}",
                urgent=line.urgent,
                by_id=look.by.pk,
            )
        )
