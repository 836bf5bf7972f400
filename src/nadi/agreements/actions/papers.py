"""Agreements on paper: draft, write, sign, renew, end."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from nadi.accounts.models import Person
from nadi.agreements.events import AgreementEnded, AgreementSigned
from nadi.agreements.models import (
    Agreement,
    AgreementVersion,
    Answer,
    CoverageTerm,
    PartyKind,
    ResponseTerm,
    StandingPromise,
    WorkType,
)
from nadi.agreements.models.standing import BoundChoice
from nadi.clients.actions import begin_service
from nadi.clients.models import Calendar, Client, Vendor
from nadi.core import centers
from nadi.core.actions import action
from nadi.core.actors import Actor
from nadi.core.errors import BadInput, Refused
from nadi.core.events import announce


@dataclass(frozen=True, slots=True)
class Paper:
    """What is written on a version before anybody signs it."""

    plan: str
    starts_on: date
    text: str = ""
    ends_on: date | None = None
    notice_days: int = 30
    monthly_amount: Decimal | None = None
    hourly_rate: Decimal | None = None
    currency: str = ""
    billing_step: int = 15
    hours: Calendar | None = None
    acknowledge_minutes: int | None = None


@action
def draft_agreement(
    party: Client | Person | Vendor, *, title: str, owner: Person, by: Actor
) -> Agreement:
    """Begin an agreement with a client, a colleague or a vendor."""
    if not title.strip():
        raise BadInput("An agreement needs a title.", fields={"title": "missing"})
    return Agreement.objects.create(
        kind=_kind(party),
        client=party if isinstance(party, Client) else None,
        employee=party if isinstance(party, Person) else None,
        vendor=party if isinstance(party, Vendor) else None,
        title=title.strip()[:120],
        owner=owner,
    )


@action
def write_version(agreement: Agreement, paper: Paper, *, by: Person) -> AgreementVersion:
    """Write the next version. Terms and promises of the one before come along, to be changed."""
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    before = agreement.versions.order_by("-number").first()
    if before is not None and not before.is_signed:
        raise Refused(f"Version {before.number} is not signed yet. Change that one.")
    version = AgreementVersion(
        agreement=agreement, number=before.number + 1 if before else 1, made_by=by
    )
    _put(version, paper)
    if before is not None:
        _bring_terms(before, version)
    return version


@action
def revise_version(version: AgreementVersion, paper: Paper, *, by: Actor) -> AgreementVersion:
    """Change what is written while nobody has signed."""
    found = _unsigned(version)
    _put(found, paper)
    return found


@action
def set_coverage(
    version: AgreementVersion, answers: Mapping[str, tuple[Answer | None, str]], *, by: Actor
) -> AgreementVersion:
    """Say for kinds of work, by slug, whether they are covered, and in which clause; None is
    silence."""
    found = _unsigned(version)
    kinds = {kind.slug: kind for kind in WorkType.objects.filter(slug__in=answers)}
    found.coverage_terms.filter(work_type__in=kinds.values()).delete()
    CoverageTerm.objects.bulk_create(
        CoverageTerm(
            version=found, work_type=kinds[slug], answer=answer, clause=clause.strip()[:20]
        )
        for slug, (answer, clause) in answers.items()
        if answer is not None
    )
    return found


@action
def set_response(
    version: AgreementVersion, targets: Mapping[int, tuple[int | None, str] | None], *, by: Actor
) -> AgreementVersion:
    """Promise a first answer for priorities, in business minutes; (None, clause) is explicitly
    none, None is silence."""
    found = _unsigned(version)
    found.response_terms.filter(priority__in=list(targets)).delete()
    ResponseTerm.objects.bulk_create(
        ResponseTerm(
            version=found,
            priority=priority,
            target_minutes=said[0],
            clause=said[1].strip()[:20],
        )
        for priority, said in targets.items()
        if said is not None
    )
    return found


@action
def add_standing_promise(
    version: AgreementVersion,
    *,
    sentence: str,
    vital: str,
    bound: BoundChoice,
    target: Decimal,
    window_days: int,
    population: str = "",
    by: Actor,
) -> StandingPromise:
    """Promise something that can be checked."""
    found = _unsigned(version)
    offered = centers.vitals().get(vital)
    if offered is None:
        raise BadInput("No center measures this.", fields={"vital": "unknown"})
    if population and population not in offered.populations:
        raise BadInput("This is not measured for that group.", fields={"population": "unknown"})
    if not sentence.strip():
        raise BadInput("Say what is promised, in one sentence.", fields={"sentence": "missing"})
    if not 1 <= window_days <= 366:
        raise BadInput("A window has 1 to 366 days.", fields={"window_days": "1 to 366"})
    if offered.unit == "percent" and not 0 <= target <= 100:
        raise BadInput("A share lies between 0 and 100 %.", fields={"target": "0 to 100"})
    return StandingPromise.objects.create(
        version=found,
        sentence=" ".join(sentence.split())[:240],
        vital=vital,
        population=population,
        bound=bound,
        target=target,
        window_days=window_days,
    )


@action
def remove_standing_promise(promise: StandingPromise, *, by: Actor) -> None:
    """Take a promise out of a version nobody has signed."""
    _unsigned(promise.version)
    promise.delete()


@action
def sign_for_us(
    version: AgreementVersion, *, at: datetime | None = None, by: Person
) -> AgreementVersion:
    """Put our signature under it. From now on it cannot change."""
    found = _locked(version)
    if found.our_signed_at is not None:
        raise Refused("We have signed this already.")
    found.our_signer, found.our_signed_at = by, at or timezone.now()
    return _signed(found, by)


@action
def sign_for_them(
    version: AgreementVersion, *, name: str, at: datetime | None = None, by: Person
) -> AgreementVersion:
    """Record the other side's signature: who signed, and when."""
    found, now = _locked(version), timezone.now()
    if found.their_signed_at is not None:
        raise Refused("They have signed this already.")
    if not name.strip():
        raise BadInput("Who signed for them?", fields={"name": "missing"})
    if at is not None and at > now:
        raise BadInput("They cannot have signed in the future.", fields={"at": "in the future"})
    found.their_signer, found.their_signed_at = name.strip()[:120], at or now
    return _signed(found, by)


@action
def renew_agreement(agreement: Agreement, *, by: Person) -> AgreementVersion:
    """Write the version that goes on after the last one: same terms, the same length."""
    last = agreement.versions.order_by("-number").first()
    if last is None or last.ends_on is None:
        raise Refused("It has no last day, so there is nothing to renew.")
    if not last.is_signed:
        raise Refused(f"Version {last.number} is not signed yet. Have that one signed.")
    starts = last.ends_on + timedelta(days=1)
    months = relativedelta(starts, last.starts_on)
    length = relativedelta(months=max(1, months.years * 12 + months.months))
    paper = replace(_paper_of(last), starts_on=starts, ends_on=starts + length - timedelta(days=1))
    return write_version(agreement, paper, by=by)


@action
def end_agreement(agreement: Agreement, *, on: date, because: str, by: Person) -> Agreement:
    """Record that it ends on a day before its own last day."""
    if not because.strip():
        raise BadInput("Say in a few words why it ends.", fields={"because": "missing"})
    agreement.ended_on = on
    agreement.save(update_fields=["ended_on"])
    announce(AgreementEnded(agreement.pk, agreement.client_id, on.isoformat()))
    return agreement


def _kind(party: Client | Person | Vendor) -> PartyKind:
    if isinstance(party, Client):
        return PartyKind.CLIENT
    return PartyKind.EMPLOYEE if isinstance(party, Person) else PartyKind.VENDOR


def _locked(version: AgreementVersion) -> AgreementVersion:
    return AgreementVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)


def _unsigned(version: AgreementVersion) -> AgreementVersion:
    found = _locked(version)
    if found.is_frozen:
        raise Refused("This version is signed. Write a new one to change it.")
    return found


def _put(version: AgreementVersion, paper: Paper) -> None:
    if not paper.plan.strip():
        raise BadInput("Name the plan, for example Gold.", fields={"plan": "missing"})
    if paper.ends_on is not None and paper.ends_on < paper.starts_on:
        raise BadInput("It ends before it begins.", fields={"ends_on": "before the first day"})
    if paper.billing_step < 1:
        raise BadInput("A billing step has a minute or more.", fields={"billing_step": "1 or more"})
    has_money = paper.monthly_amount is not None or paper.hourly_rate is not None
    if has_money and len(paper.currency) != 3:
        raise BadInput("An amount needs a currency, such as EUR.", fields={"currency": "missing"})
    version.plan, version.text = paper.plan.strip()[:60], paper.text
    version.starts_on, version.ends_on = paper.starts_on, paper.ends_on
    version.notice_days = paper.notice_days
    version.monthly_amount, version.hourly_rate = paper.monthly_amount, paper.hourly_rate
    version.currency = paper.currency.upper() if has_money else ""
    version.billing_step, version.hours = paper.billing_step, paper.hours
    version.acknowledge_minutes = paper.acknowledge_minutes
    version.save()


def _paper_of(version: AgreementVersion) -> Paper:
    return Paper(
        plan=version.plan,
        starts_on=version.starts_on,
        text=version.text,
        ends_on=version.ends_on,
        notice_days=version.notice_days,
        monthly_amount=version.monthly_amount,
        hourly_rate=version.hourly_rate,
        currency=version.currency,
        billing_step=version.billing_step,
        hours=version.hours,
        acknowledge_minutes=version.acknowledge_minutes,
    )


def _bring_terms(before: AgreementVersion, version: AgreementVersion) -> None:
    CoverageTerm.objects.bulk_create(
        CoverageTerm(
            version=version, work_type_id=each.work_type_id, answer=each.answer, clause=each.clause
        )
        for each in before.coverage_terms.all()
    )
    ResponseTerm.objects.bulk_create(
        ResponseTerm(
            version=version,
            priority=each.priority,
            target_minutes=each.target_minutes,
            clause=each.clause,
        )
        for each in before.response_terms.all()
    )
    StandingPromise.objects.bulk_create(
        StandingPromise(
            version=version,
            sentence=each.sentence,
            vital=each.vital,
            population=each.population,
            bound=each.bound,
            target=each.target,
            window_days=each.window_days,
        )
        for each in before.standing_promises.all()
    )


def _signed(version: AgreementVersion, by: Person) -> AgreementVersion:
    """Freeze it with its hash at the first signature; the second must meet the same text, and a
    client it is signed with is served from then on."""
    digest = version.digest()
    if version.sha256 and version.sha256 != digest:
        raise Refused("The text is not what the other side signed.")
    version.sha256 = digest
    version.save()
    if version.is_signed:
        if version.agreement.client is not None:
            begin_service(version.agreement.client, on=version.starts_on, by=by)
        announce(
            AgreementSigned(
                version.agreement_id,
                version.number,
                version.agreement.client_id,
                version.starts_on.isoformat(),
            )
        )
    return version
