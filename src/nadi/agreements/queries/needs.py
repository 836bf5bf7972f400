"""Which promise needs somebody now: the moment of Root's home page, and what it asks of today."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadi.accounts.models import Person
from nadi.agreements.models import Agreement, PartyKind, Settled, SpokenPromise, VerdictAnswer
from nadi.agreements.queries.promises import PARTIES, agreements_of, latest_verdicts
from nadi.agreements.queries.standing import standing_in_force
from nadi.agreements.rules import terms
from nadi.clients.models import Client, ClientState

SOON = timedelta(hours=24)


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


def needs_now(who: Person, now: datetime) -> list[Need]:
    """Late words first, then broken promises, what is due within a day, unsigned work, what is at
    risk, and agreements that end. In a handful of statements, however many promises there are."""
    found = [*_spoken(who, now), *_standing(who, now), *_papers(who, now)]
    return sorted(found, key=lambda need: (need.rank, need.since))


def _spoken(who: Person, now: datetime) -> list[Need]:
    due = (
        SpokenPromise.objects.visible_to(who)
        .ours()
        .filter(settled=Settled.OPEN, due_at__lt=now + SOON)
        .select_related(*PARTIES, "owner")
    )
    needs = []
    for promise in due:
        late = promise.due_at < now
        mine = promise.owner_id == who.pk
        needs.append(
            Need(
                rank=0 if late else 2,
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


def _standing(who: Person, now: datetime) -> list[Need]:
    seen = set(agreements_of(who).values_list("pk", flat=True))
    promises = [p for p in standing_in_force(now) if p.version.agreement_id in seen]
    verdicts = latest_verdicts(promise.pk for promise in promises)
    needs = []
    for promise in promises:
        verdict = verdicts.get(promise.pk)
        if verdict is None or verdict.answer not in {VerdictAnswer.BROKEN, VerdictAnswer.AT_RISK}:
            continue
        broken = verdict.answer == VerdictAnswer.BROKEN
        needs.append(
            Need(
                rank=1 if broken else 4,
                since=verdict.window_end,
                tone="bad" if broken else "warn",
                mark=str(verdict.get_answer_display()),
                title=f"{promise.version.agreement.party}: {promise.sentence}",
                why=f"{verdict.reason}.",
                button=_("Show the rows"),
                url=verdict.get_absolute_url(),
                minutes=15,
                vital="agreements.standing_kept",
            )
        )
    return needs


def _papers(who: Person, now: datetime) -> list[Need]:
    """Clients we serve whose agreement is unsigned or ends. An agreement that goes on needs
    nobody."""
    needs = []
    signed: set[int] = set()
    drafts: dict[int, Agreement] = {}
    for agreement in agreements_of(who).filter(kind=PartyKind.CLIENT):
        standing = agreement.standing(now.date())
        client_id = agreement.client_id or 0
        if standing.state in {terms.State.SIGNED, terms.State.ENDING}:
            signed.add(client_id)
        elif standing.state == terms.State.DRAFT:
            drafts[client_id] = agreement
        if standing.state == terms.State.ENDING and standing.last_day is not None:
            needs.append(_ending(agreement, standing.last_day, standing.notice_day, now))
    waiting = Q(state__in=[ClientState.MANAGED, ClientState.NOTICE]) | Q(pk__in=drafts)
    for client in Client.objects.visible_to(who).others().filter(waiting).exclude(pk__in=signed):
        needs.append(_unsigned(client, drafts.get(client.pk), now))
    return needs


def _ending(agreement: Agreement, last_day: date, notice: date | None, now: datetime) -> Need:
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
        % {"client": agreement.client, "days": days},
        why=(
            _("Notice day is %(day)s") % {"day": date_format(notice, "l j F")}
            if notice and notice >= now.date()
            else _("The notice day has passed")
        ),
        button=_("Renew"),
        url=agreement.get_absolute_url(),
        minutes=20,
        vital="agreements.signed_and_current",
    )


def _unsigned(client: Client, draft: Agreement | None, now: datetime) -> Need:
    served = client.state != ClientState.PROSPECT
    write = f"{reverse('agreements:new_agreement')}?client={client.slug}"
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
        url=draft.get_absolute_url() if draft else write,
        minutes=30,
        vital="agreements.signed_and_current",
    )
