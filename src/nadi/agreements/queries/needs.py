"""Which promise needs somebody now: the moment of Root's home page, and what it asks of today."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadi.accounts.models import Person
from nadi.agreements.models import Settled, SpokenPromise, VerdictAnswer
from nadi.agreements.queries.promises import PARTIES
from nadi.agreements.queries.standing import SEEN, STANDING_NOW
from nadi.agreements.rules import terms
from nadi.clients.models import OURSELVES, ClientState
from nadi.clients.queries import some_clients_of

SOON = timedelta(hours=24)
LATE = 0  # the rank of a word that is past its time


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to do for one promise: `rank` orders kinds, `since` orders within a kind."""

    rank: int
    since: datetime
    tone: str
    mark: str
    title: str
    why: str
    button: str
    url: str
    minutes: int
    vital: str


def needs_now(who: Person, now: datetime, most: int | None = None) -> list[Need]:
    """Late words first, then broken promises, what is due within a day, unsigned work, what is at
    risk, and agreements that end; at most so many. In a handful of statements, however many
    promises there are; where so many words are late, nothing else is read."""
    found = _spoken(who, now, most)
    if len([need for need in found if need.rank == LATE]) != most:
        found += [*_standing(who, now, most), *_papers(who, now, most)]
    return sorted(found, key=lambda need: (need.rank, need.since))[:most]


def _spoken(who: Person, now: datetime, most: int | None) -> list[Need]:
    due = (
        SpokenPromise.objects.visible_to(who)
        .ours()
        .filter(settled=Settled.OPEN, due_at__lt=now + SOON)
        .select_related(*PARTIES, "owner")
    )
    needs = []
    for promise in due[:most]:
        late = promise.due_at < now
        mine = promise.owner_id == who.pk
        needs.append(
            Need(
                rank=LATE if late else 2,
                since=promise.due_at,
                tone="bad" if late else "info",
                mark=_("Late") if late else _("Due soon"),
                title=promise.sentence,
                why=_("%(who)s, to %(party)s")
                % {
                    "who": _("You") if mine else promise.owner,
                    "party": _("the firm") if promise.party == promise.owner else promise.party,
                },
                button=_("Keep it") if late else _("Look"),
                url=promise.get_absolute_url(),
                minutes=10,
                vital="agreements.past_due" if late else "agreements.spoken_on_time",
            )
        )
    return needs


_MISSED = f"""
SELECT a.verdict_id, a.answer, a.reason, a.window_end, a.sentence, coalesce(c.name, e.name, s.name)
FROM ({STANDING_NOW}) a
LEFT JOIN clients_client c ON c.id = a.client_id
LEFT JOIN accounts_person e ON e.id = a.employee_id
LEFT JOIN clients_vendor s ON s.id = a.vendor_id
WHERE a.answer IN ('broken', 'at_risk') AND {SEEN}
ORDER BY a.answer <> 'broken', a.window_end, a.title, a.agreement_id, a.promise_id
LIMIT %(most)s
"""  # noqa: S608  built from constants of this center
# Where each agreement with a client stands: `Agreement.standing` in rows.
_PAPERS = f"""
WITH papers AS (
    SELECT a.id, a.client_id, a.title, v.id IS NULL AS is_draft, v.notice_days,
           least(v.ends_on, a.ended_on) AS last_day
    FROM agreements_agreement a
    LEFT JOIN (
        SELECT DISTINCT ON (v.agreement_id) v.id, v.agreement_id, v.ends_on, v.notice_days
        FROM agreements_agreementversion v
        WHERE v.their_signed_at IS NOT NULL AND v.our_signed_at IS NOT NULL
        ORDER BY v.agreement_id, v.number DESC
    ) v ON v.agreement_id = a.id
    WHERE a.kind = 'client' AND {SEEN}
)
"""  # noqa: S608  built from constants of this module
_ENDING = f"""
{_PAPERS}
SELECT p.id, c.name, p.last_day, p.notice_days FROM papers p
JOIN clients_client c ON c.id = p.client_id
WHERE NOT p.is_draft AND p.last_day >= %(on)s
  AND p.last_day - %(on)s <= greatest(%(ahead)s, p.notice_days + %(thinking)s)
ORDER BY p.last_day, p.title, p.id LIMIT %(most)s
"""  # noqa: S608  built from constants of this module
_UNSIGNED = f"""
{_PAPERS}
SELECT c.name, c.slug, c.state, d.id FROM clients_client c
LEFT JOIN (
    SELECT DISTINCT ON (client_id) client_id, id FROM papers WHERE is_draft
    ORDER BY client_id, title DESC, id DESC
) d ON d.client_id = c.id
WHERE (c.state IN ('managed', 'notice') OR d.id IS NOT NULL) AND c.slug <> %(ourselves)s
  AND (%(clients)s::bigint[] IS NULL OR c.id = ANY(%(clients)s))
  AND c.id NOT IN (SELECT client_id FROM papers WHERE NOT is_draft
                   AND (last_day IS NULL OR last_day >= %(on)s))
ORDER BY c.state = 'prospect', c.name LIMIT %(most)s
"""  # noqa: S608  built from constants of this module


def _found(who: Person, now: datetime, statement: str, most: int | None) -> list[tuple[Any, ...]]:
    if not who.is_active or not who.is_staff_member:
        return []
    values: dict[str, date | str | int | list[int] | None] = {
        "on": now.date(),
        "ahead": terms.ENDING_AHEAD.days,
        "thinking": terms.THINKING_TIME.days,
        "ourselves": OURSELVES,
        "who": who.pk,
        "leads": who.is_lead,
        "clients": some_clients_of(who),
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _standing(who: Person, now: datetime, most: int | None) -> list[Need]:
    needs = []
    for pk, said, reason, judged_at, sentence, party in _found(who, now, _MISSED, most):
        answer = VerdictAnswer(said)
        broken = answer == VerdictAnswer.BROKEN
        needs.append(
            Need(
                rank=1 if broken else 4,
                since=judged_at,
                tone="bad" if broken else "warn",
                mark=str(answer.label),
                title=f"{party}: {sentence}",
                why=f"{reason}.",
                button=_("Show the rows"),
                url=reverse("agreements:verdict", args=[pk]),
                minutes=15,
                vital="agreements.standing_kept",
            )
        )
    return needs


def _papers(who: Person, now: datetime, most: int | None) -> list[Need]:
    """Clients we serve whose agreement is unsigned or ends. An agreement that goes on needs
    nobody."""
    return [
        *(_ending(now, *row) for row in _found(who, now, _ENDING, most)),
        *(_unsigned(now, *row) for row in _found(who, now, _UNSIGNED, most)),
    ]


def _ending(now: datetime, pk: int, client: str, last_day: date, notice_days: int) -> Need:
    notice = last_day - timedelta(days=notice_days)
    days = (last_day - now.date()).days
    return Need(
        rank=5,
        since=now + timedelta(days=days),
        tone="warn",
        mark=_("Ending"),
        title=ngettext(
            "%(client)s’s agreement ends in %(days)d day",
            "%(client)s’s agreement ends in %(days)d days",
            days,
        )
        % {"client": client, "days": days},
        why=(
            _("Notice day is %(day)s") % {"day": date_format(notice, "l j F")}
            if notice >= now.date()
            else _("The notice day has passed")
        ),
        button=_("Renew"),
        url=reverse("agreements:agreement", args=[pk]),
        minutes=20,
        vital="agreements.signed_and_current",
    )


def _unsigned(now: datetime, client: str, slug: str, state: str, draft: int | None) -> Need:
    served = state != ClientState.PROSPECT
    write = f"{reverse('agreements:new_agreement')}?client={slug}"
    return Need(
        rank=3 if served else 6,
        since=now,
        tone="bad" if served else "info",
        mark=_("Unsigned"),
        title=_("%(client)s has no signed agreement") % {"client": client},
        why=(
            _("We serve them, and nothing says what we owe each other.")
            if served
            else _("It is written and waits for both signatures.")
        ),
        button=_("Have it signed") if draft else _("Write one"),
        url=reverse("agreements:agreement", args=[draft]) if draft else write,
        minutes=30,
        vital="agreements.signed_and_current",
    )
