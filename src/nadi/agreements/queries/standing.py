"""Which standing promises are in force, and how they stand."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Prefetch

from nadi.accounts.models import Person
from nadi.agreements.models import (
    Agreement,
    AgreementVersion,
    StandingPromise,
    Verdict,
    VerdictAnswer,
)
from nadi.agreements.queries.promises import latest_verdicts
from nadi.clients.models import Client
from nadi.clients.queries import some_clients_of
from nadi.core import centers
from nadi.core.statements import rows
from nadi.core.vitals import PromiseCount

WORST_FIRST = ("broken", "at_risk", "not_judged", "kept")

#: `standing_now` in rows: each promise of the version that counts on %(on)s, with its newest
#: verdict where it has one. A test holds that both say the same.
STANDING_NOW = """
SELECT p.id AS promise_id, p.sentence, p.vital, a.id AS agreement_id, a.title, a.kind, a.client_id,
       a.employee_id, a.vendor_id, w.id AS verdict_id, w.answer, w.reason, w.window_end
FROM (
    SELECT DISTINCT ON (v.agreement_id) v.id, v.agreement_id, v.ends_on
    FROM agreements_agreementversion v
    WHERE v.their_signed_at IS NOT NULL AND v.our_signed_at IS NOT NULL AND v.starts_on <= %(on)s
    ORDER BY v.agreement_id, v.number DESC
) v
JOIN agreements_agreement a ON a.id = v.agreement_id
JOIN agreements_standingpromise p ON p.version_id = v.id
LEFT JOIN LATERAL (
    SELECT w.id, w.answer, w.reason, w.window_end FROM agreements_verdict w
    WHERE w.promise_id = p.id ORDER BY w.window_end DESC LIMIT 1
) w ON true
WHERE (v.ends_on IS NULL OR v.ends_on >= %(on)s) AND (a.ended_on IS NULL OR a.ended_on >= %(on)s)
"""
# Whose agreements `who` may see: `Agreement.objects.visible_to` in rows. Nobody but staff may ask.
SEEN = """
(CASE a.kind WHEN 'client' THEN %(clients)s::bigint[] IS NULL OR a.client_id = ANY(%(clients)s)
             WHEN 'employee' THEN %(leads)s OR a.employee_id = %(who)s ELSE true END)
"""
_GROUPED = f"""
SELECT a.sentence, a.vital, coalesce(a.answer, 'not_judged'), count(*)
FROM ({STANDING_NOW}) a WHERE {SEEN} GROUP BY 1, 2, 3
"""  # noqa: S608  built from constants of this module
_COUNTED = f"""
SELECT split_part(vital, '.', 1), answer, count(*) FROM ({STANDING_NOW}) n GROUP BY 1, 2
"""  # noqa: S608  built from constants of this module


def standing_in_force(now: datetime, promises: list[int] | None = None) -> list[StandingPromise]:
    """The promises of every version that counts today, in four statements for all clients."""
    versions = AgreementVersion.objects.order_by("number").prefetch_related(
        Prefetch("standing_promises", StandingPromise.objects.order_by("pk"))
    )
    found = []
    agreements = Agreement.objects.select_related("client").prefetch_related(
        Prefetch("versions", versions)
    )
    for agreement in agreements:
        version = agreement.version_on(now.date())
        if version is None:
            continue
        version.agreement = agreement
        for promise in version.standing_promises.all():
            promise.version = version
            if promises is None or promise.pk in promises:
                found.append(promise)
    return found


def standing_now(now: datetime) -> list[tuple[StandingPromise, Verdict | None]]:
    """Every promise in force with its newest verdict, if it has one."""
    promises = standing_in_force(now)
    verdicts = latest_verdicts(promise.pk for promise in promises)
    return [(promise, verdicts.get(promise.pk)) for promise in promises]


def promise_counts(now: datetime) -> list[PromiseCount]:
    """How many promises stand on the vitals of each center, and how those stand."""
    found: dict[str, Counter[str]] = {center.label: Counter() for center in centers.centers()}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, {"on": now.date()})
        counted = cursor.fetchall()
    for label, answer, n in counted:
        if label in found:
            found[label][answer or VerdictAnswer.NOT_JUDGED] += n
    return [
        PromiseCount(
            center=label,
            made=counter.total(),
            kept=counter[VerdictAnswer.KEPT] + counter[VerdictAnswer.AT_RISK],
            at_risk=counter[VerdictAnswer.AT_RISK],
            broken=counter[VerdictAnswer.BROKEN],
            not_judged=counter[VerdictAnswer.NOT_JUDGED],
        )
        for label, counter in found.items()
        if counter
    ]


def visible_standing(
    who: Person, now: datetime, client: Client | None = None
) -> list[tuple[StandingPromise, Verdict | None]]:
    """The promises in force that `who` may see, of one client or of all, those broken first."""
    seen = Agreement.objects.visible_to(who)
    ids = set((seen.filter(client=client) if client else seen).values_list("pk", flat=True))
    promises = [each for each in standing_in_force(now) if each.version.agreement_id in ids]
    verdicts = latest_verdicts(promise.pk for promise in promises)
    pairs = [(promise, verdicts.get(promise.pk)) for promise in promises]
    return sorted(
        pairs,
        key=lambda pair: (
            WORST_FIRST.index(pair[1].answer) if pair[1] else 2,
            str(pair[0].version.agreement.party),
        ),
    )


@dataclass(frozen=True, slots=True)
class PromiseGroup:
    """One sentence as it stands in several agreements: how many keep it, worst answer first."""

    sentence: str
    vital: str
    worst: str
    counts: Mapping[str, int]

    @property
    def made(self) -> int:
        return sum(self.counts.values())

    @property
    def judged(self) -> int:
        return self.made - self.counts[VerdictAnswer.NOT_JUDGED]

    @property
    def kept(self) -> int:
        return self.counts[VerdictAnswer.KEPT] + self.counts[VerdictAnswer.AT_RISK]


def promises_by_sentence(who: Person, now: datetime) -> list[PromiseGroup]:
    """The promises in force that `who` may see, by sentence and vital; those broken somewhere
    first."""
    if not who.is_active or not who.is_staff_member:
        return []
    asked = {"on": now.date(), "who": who.pk, "leads": who.is_lead}
    counters: dict[tuple[str, str], Counter[str]] = {}
    for sentence, vital, answer, n in rows(_GROUPED, {**asked, "clients": some_clients_of(who)}):
        counters.setdefault((sentence, vital), Counter())[answer] = n
    groups = [
        PromiseGroup(
            sentence, vital, next(answer for answer in WORST_FIRST if counter[answer]), counter
        )
        for (sentence, vital), counter in counters.items()
    ]
    return sorted(
        groups, key=lambda group: (WORST_FIRST.index(group.worst), group.sentence, group.vital)
    )
