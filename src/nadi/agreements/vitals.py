"""The evidence of Root: signed agreements, standing and spoken promises, what is past due."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.agreements import queries
from nadi.agreements.events import (
    AgreementEnded,
    AgreementSigned,
    PromiseSettled,
    PromiseSpoken,
    StandingPromiseJudged,
    TimeLogged,
)
from nadi.agreements.models import (
    PartyKind,
    Settled,
    SpokenPromise,
    Verdict,
    VerdictAnswer,
)
from nadi.agreements.models.spoken import WITH_EMPLOYEE
from nadi.agreements.queries.needs import needs_now
from nadi.agreements.queries.standing import promise_counts
from nadi.agreements.readings import (
    NIGHTLY,
    ON_TIME,
    PAST_DUE,
    SIGNED,
    STANDING,
    served_and_signed,
    summed,
    worked_for_unsigned,
)
from nadi.agreements.telling import since
from nadi.clients.events import ClientStateChanged
from nadi.core.vitals import (
    MOST_ALIKE,
    Ask,
    Cap,
    Clients,
    EvidenceRow,
    Goalposts,
    HoursSpent,
    Vital,
    Window,
)

M = TypeVar("M", bound=Model)
ONE, NONE = Decimal(1), Decimal(0)
Found = Callable[[Window, Clients], Iterable[EvidenceRow]]
UNSIGNED_CAP = Decimal(60)
SPOKEN = ("agreements.past_due", "agreements.spoken_on_time")


def _of(clients: Clients, found: QuerySet[M], field: str = "client_id") -> QuerySet[M]:
    return found if clients is None else found.filter(**{f"{field}__in": clients})


def _rows(
    rows: Found,
) -> Callable[[Window, int | None, str | None], list[EvidenceRow]]:
    def of_client(
        window: Window, client_id: int | None = None, population: str | None = None
    ) -> list[EvidenceRow]:
        return list(rows(window, None if client_id is None else frozenset({client_id})))

    return of_client


def _signed_rows(window: Window, clients: Clients) -> list[EvidenceRow]:
    """Every client we serve, and whether a version signed by both is in force on the last day."""
    return [
        EvidenceRow(
            label=name,
            url=reverse("clients:client", args=[slug]),
            at=window.end,
            client_id=pk,
            numerator=ONE if is_signed else NONE,
            denominator=ONE,
        )
        for pk, name, slug, is_signed in served_and_signed(window.end, clients)
    ]


def _standing_rows(window: Window, clients: Clients) -> list[EvidenceRow]:
    """The newest verdict of each standing promise, where it is of the last two nights."""
    newest = (
        _of(clients, Verdict.objects.all(), "promise__version__agreement__client_id")
        .filter(window_end__lte=window.end, window_end__gt=window.end - NIGHTLY)
        .order_by("promise_id", "-window_end", "-pk")
        .distinct("promise_id")
        .select_related("promise__version__agreement")
    )
    return [
        EvidenceRow(
            label=_told_standing(verdict),
            url=verdict.get_absolute_url(),
            at=verdict.window_end,
            client_id=verdict.promise.version.agreement.client_id,
            numerator=ONE
            if verdict.answer in {VerdictAnswer.KEPT, VerdictAnswer.AT_RISK}
            else NONE,
            denominator=ONE,
            excluded=(
                _now("Not judged: %(why)s") % {"why": verdict.reason}
                if verdict.answer == VerdictAnswer.NOT_JUDGED
                else ""
            ),
        )
        for verdict in newest
    ]


def _spoken_rows(window: Window, clients: Clients) -> list[EvidenceRow]:
    """Promises of ours that fell due in the window. One let go before it was due counts nothing."""
    due = (
        _of(clients, SpokenPromise.objects.ours())
        .filter(due_at__gte=window.start, due_at__lt=window.end)
        .select_related("client", "owner")
    )
    rows = []
    for promise in due:
        on_time = promise.kept_on_time(window.end)
        rows.append(
            EvidenceRow(
                label=_told(promise),
                url=promise.get_absolute_url(),
                at=promise.due_at,
                client_id=promise.client_id,
                numerator=ONE if on_time else NONE,
                denominator=ONE,
                excluded=(
                    _now("Let go before it was due: %(why)s") % {"why": promise.because}
                    if on_time is None
                    else ""
                ),
            )
        )
    return rows


def _told(promise: SpokenPromise) -> str:
    """The sentence, but for what is between the firm and one colleague: that is not everybody's."""
    if promise.direction in WITH_EMPLOYEE:
        return _now("A promise between the firm and a colleague")
    return promise.sentence


def _told_standing(verdict: Verdict) -> str:
    if verdict.promise.version.agreement.kind == PartyKind.EMPLOYEE:
        return _now("A promise between the firm and a colleague")
    return f"{verdict.promise.sentence}: {verdict.reason}"


def _late_rows(window: Window, clients: Clients) -> list[EvidenceRow]:
    """Our promises that stood in the window; one still open past its time at the end counts one.
    Those settled are rows too: that nothing is late is evidence only where something was said."""
    stood = _of(clients, SpokenPromise.objects.ours()).filter(
        Q(settled=Settled.OPEN) | Q(settled_at__gte=window.start), said_at__lt=window.end
    )
    return [
        EvidenceRow(
            label=_told(promise),
            url=promise.get_absolute_url(),
            at=window.end,
            client_id=promise.client_id,
            numerator=ONE if promise.was_late_at(window.end) else NONE,
            denominator=None,
        )
        for promise in stood
    ]


PRACTICE = "Common practice among managed service providers; the lines are nadi's own"
VITALS = (
    Vital(
        name="agreements.signed_and_current",
        title=_("Signed and current agreements"),
        purpose=_("Nobody is served without a signed agreement that is in force."),
        unit="percent",
        direction="more",
        goalposts=Goalposts(Decimal(50), Decimal(95), Decimal(100), Decimal(100), PRACTICE, "B"),
        window=timedelta(days=1),
        ttl=timedelta(days=1),
        touched_by=(AgreementSigned, AgreementEnded, ClientStateChanged),
        read=summed("agreements.signed_and_current", SIGNED),
        rows=_rows(_signed_rows),
    ),
    Vital(
        name="agreements.standing_kept",
        title=_("Standing promises kept"),
        purpose=_("What stands in our agreements is what happens."),
        unit="percent",
        direction="more",
        goalposts=Goalposts(Decimal(50), Decimal(90), Decimal(97), Decimal(100), PRACTICE, "D"),
        window=NIGHTLY,
        ttl=NIGHTLY,
        touched_by=(StandingPromiseJudged,),
        read=summed("agreements.standing_kept", STANDING, by_clock=False),
        rows=_rows(_standing_rows),
    ),
    Vital(
        name="agreements.spoken_on_time",
        title=_("Spoken promises on time"),
        purpose=_("A word given in a call counts like one in writing."),
        unit="percent",
        direction="more",
        goalposts=Goalposts(Decimal(50), Decimal(85), Decimal(95), Decimal(100), PRACTICE, "D"),
        window=timedelta(days=28),
        ttl=timedelta(days=28),
        touched_by=(PromiseSpoken, PromiseSettled),
        read=summed("agreements.spoken_on_time", ON_TIME),
        rows=_rows(_spoken_rows),
    ),
    Vital(
        name="agreements.past_due",
        title=_("Promises past due"),
        purpose=_("Nobody waits for something we said and did not do."),
        unit="count",
        direction="less",
        goalposts=Goalposts(Decimal(10), Decimal(2), Decimal(0), Decimal(0), PRACTICE, "B"),
        window=timedelta(days=28),
        ttl=timedelta(days=1),
        touched_by=(PromiseSpoken, PromiseSettled),
        read=summed("agreements.past_due", PAST_DUE, share=False),
        rows=_rows(_late_rows),
    ),
)


def asks(who: Person, now: datetime) -> list[Ask]:
    """What would help Root most today, most pressing first."""
    return [
        Ask(
            center="agreements",
            title=_now("Keep the promise “%(said)s”") % {"said": need.title.rstrip(".")}
            if need.vital in SPOKEN
            else need.title,
            why=need.why,
            button=need.button,
            url=need.url,
            method="get",
            minutes=need.minutes,
            vital=need.vital,
            gain_rows=1,
            urgent=need.tone == "bad",
        )
        for need in needs_now(who, now, MOST_ALIKE)
    ]


CAPS_MOVED_BY = (AgreementSigned, AgreementEnded, ClientStateChanged, TimeLogged)


def caps(now: datetime) -> list[Cap]:
    """Work for somebody who never signed holds Root down, whatever else goes well."""
    unsigned = worked_for_unsigned(now - timedelta(days=28), now)
    if not unsigned:
        return []
    names = ", ".join(name for name, _slug in unsigned)
    sentence = _now("We work for %(names)s without a signed agreement.") % {"names": names}
    url = reverse("clients:client", args=[unsigned[0][1]])
    return [Cap("agreements", UNSIGNED_CAP, sentence, url)]


def hours_by_center(window: Window) -> list[HoursSpent]:
    """Where the hours went; asked for by way of `core.centers`."""
    return queries.hours_by_center(window)


__all__ = [
    "CAPS_MOVED_BY",
    "VITALS",
    "asks",
    "caps",
    "hours_by_center",
    "promise_counts",
    "since",
]
