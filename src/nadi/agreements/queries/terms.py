"""Is this work included, and what answer was promised? Asked by others before and after work.

These start from the client, not from who is looking: the answer is a term of the agreement, and
whoever may see the ticket may see it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Prefetch

from nadi.agreements.models import Agreement, AgreementVersion, CoverageTerm, PartyKind, WorkType
from nadi.agreements.rules import charges, terms
from nadi.clients.models import Client
from nadi.core.calendar import BusinessCalendar


@dataclass(frozen=True, slots=True)
class Coverage:
    """The answer to "is this included?": `headline` is its first line ("Yes: Gold, reactive
    maintenance"), `sentence` says why, with the clause; `url` opens the version."""

    answer: charges.Answer
    headline: str
    sentence: str
    clause: str
    plan: str
    rule: charges.Rule
    version: AgreementVersion | None
    url: str


@dataclass(frozen=True, slots=True)
class ResponsePromise:
    """The first answer promised: `target` in the open time of `calendar`. A target of None with
    `explicitly_none` is an answer too. `asked` prints the precedence, one line a source."""

    target: timedelta | None
    calendar: BusinessCalendar
    sentence: str
    asked: tuple[str, ...]
    explicitly_none: bool
    acknowledge: timedelta | None
    hours_name: str
    url: str


def versions_in_force(client_ids: Iterable[int], on: date) -> dict[int, list[AgreementVersion]]:
    """The version of each client agreement that counts on a day, by client, in three statements
    however many clients there are."""
    found: dict[int, list[AgreementVersion]] = {}
    agreements = (
        Agreement.objects.filter(kind=PartyKind.CLIENT, client_id__in=list(client_ids))
        .prefetch_related(
            Prefetch("versions", AgreementVersion.objects.select_related("hours")),
            Prefetch("versions__coverage_terms", CoverageTerm.objects.select_related("work_type")),
            "versions__response_terms",
        )
        .order_by("pk")
    )
    for agreement in agreements:
        version = agreement.version_on(on)
        if version is not None and agreement.client_id is not None:
            found.setdefault(agreement.client_id, []).append(version)
    return found


def coverage(client: Client | None, work_type: WorkType, on: date) -> Coverage:
    """Whether a kind of work for a client is covered, billable, or to be asked about."""
    versions = versions_in_force([client.pk], on).get(client.pk, []) if client else []
    return coverage_by(client, work_type, versions)


COVERED = """
SELECT w.name, w.default_answer, c.name, a.id, a.ended_on, v.id, v.number, v.plan, v.starts_on,
       v.ends_on, v.notice_days,
       v.their_signed_at IS NOT NULL AND v.our_signed_at IS NOT NULL, t.answer, t.clause
FROM agreements_worktype w
JOIN clients_client c ON c.id = %s
LEFT JOIN agreements_agreement a ON a.client_id = c.id AND a.kind = %s
LEFT JOIN agreements_agreementversion v ON v.agreement_id = a.id
LEFT JOIN agreements_coverageterm t ON t.version_id = v.id AND t.work_type_id = w.id
WHERE w.slug = %s ORDER BY a.id, v.number
"""


def coverage_headline(client_id: int, work: str, on: date) -> str:
    """The headline of `coverage` alone, in one statement and without a model: it stands on every
    board. Which version counts and what is decided, the same rules say; a test holds both equal."""
    with connection.cursor() as cursor:
        cursor.execute(COVERED, [client_id, PartyKind.CLIENT, work])
        rows = cursor.fetchall()
    if not rows:
        return ""
    name, default, client = rows[0][:3]
    agreements: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows:
        if row[5] is not None:
            agreements.setdefault(row[3], []).append(row)
    plans, named = [], []
    for versions in agreements.values():
        editions = [terms.Edition(*row[6:7], *row[8:12]) for row in versions]
        found = terms.counting(editions, versions[0][4], on)
        if found is None:
            continue
        row = next(each for each in versions if each[6] == found.number)
        plans.append(row[7])
        if row[12] is not None:
            named.append(charges.Term(row[7], charges.Answer(row[12]), row[13]))
    decision = charges.decide(
        client=client, work=name, in_force=plans, terms=named, default=charges.Answer(default)
    )
    return _headline(decision, decision.plan or "no agreement", name)


def _headline(decision: charges.Decision, plan: str, work: str) -> str:
    word = {"covered": "Yes", "billable": "No", "ask": "Ask first"}[decision.answer]
    return f"{word}: {plan}, {work.lower()}"


def coverage_by(
    client: Client | None, work_type: WorkType, versions: list[AgreementVersion]
) -> Coverage:
    """The same from versions already at hand."""
    named = {
        version.pk: charges.Term(version.plan, charges.Answer(term.answer), term.clause)
        for version in versions
        for term in version.coverage_terms.all()
        if term.work_type_id == work_type.pk
    }
    decision = charges.decide(
        client=str(client) if client else None,
        work=work_type.name,
        in_force=[version.plan for version in versions],
        terms=list(named.values()),
        default=charges.Answer(work_type.default_answer),
    )
    deciding = [version for version in versions if version.pk in named] or versions
    version = deciding[0] if deciding else None
    plan = decision.plan or ("own work" if client is None else "no agreement")
    return Coverage(
        answer=decision.answer,
        headline=_headline(decision, plan, work_type.name),
        sentence=decision.reason,
        clause=decision.clause,
        plan=decision.plan,
        rule=decision.rule,
        version=version,
        url=version.get_absolute_url() if version else "",
    )


def response_promise(client: Client, priority: int, on: date) -> ResponsePromise:
    """The first answer promised to a client for a priority (1 to 4) on a day."""
    versions = versions_in_force([client.pk], on).get(client.pk, [])
    spoken: list[tuple[str, terms.Said | None]] = []
    for version in versions:
        term = next((t for t in version.response_terms.all() if t.priority == priority), None)
        spoken.append((version.plan, terms.Said(version.plan, term.target) if term else None))
    found = terms.response(priority, spoken, terms.DEFAULT_RESPONSE.get(priority))
    source = next((v for v in versions if v.plan == found.source), None)
    deciding = source or next(iter(versions), None)
    hours = deciding.hours if deciding is not None and deciding.hours else client.calendar
    return ResponsePromise(
        target=found.target,
        calendar=hours.rule(),
        sentence=found.sentence,
        asked=found.asked,
        explicitly_none=found.target is None,
        acknowledge=deciding.acknowledge if deciding else None,
        hours_name=hours.name,
        url=deciding.get_absolute_url() if deciding else "",
    )
