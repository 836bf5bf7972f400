"""What Root asks for is found in the database; here it is found the plain way, row by row."""

import random
from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Q
from django.urls import reverse

from nadi.accounts.models import Person
from nadi.agreements.models import (
    Agreement,
    AgreementVersion,
    PartyKind,
    SpokenPromise,
    StandingPromise,
    Verdict,
)
from nadi.agreements.queries.needs import needs_now
from nadi.agreements.queries.promises import agreements_of, latest_verdicts
from nadi.agreements.queries.standing import WORST_FIRST as WORST
from nadi.agreements.queries.standing import (
    promise_counts,
    promises_by_sentence,
    standing_in_force,
    standing_now,
    visible_standing,
)
from nadi.agreements.rules.terms import State
from nadi.clients.models import Calendar, Client, Vendor
from nadi.core.demo import Story
from nadi.core.tests.chance import seeds

DAY = timedelta(days=1)
Line = tuple[int, datetime, str, str]


def plain_standing(who: Person, now: datetime) -> list[Line]:
    seen = set(agreements_of(who).values_list("pk", flat=True))
    promises = [one for one in standing_in_force(now) if one.version.agreement_id in seen]
    verdicts = latest_verdicts(one.pk for one in promises)
    found = []
    for one in promises:
        verdict = verdicts.get(one.pk)
        if verdict is not None and verdict.answer in ("broken", "at_risk"):
            title = f"{one.version.agreement.party}: {one.sentence}"
            rank = 1 if verdict.answer == "broken" else 4
            found.append((rank, verdict.window_end, title, verdict.get_absolute_url()))
    return found


def plain_papers(who: Person, now: datetime) -> list[Line]:
    found, signed, drafts = [], set(), {}
    for agreement in agreements_of(who).filter(kind=PartyKind.CLIENT):
        standing = agreement.standing(now.date())
        if standing.state in {State.SIGNED, State.ENDING}:
            signed.add(agreement.client_id)
        elif standing.state == State.DRAFT:
            drafts[agreement.client_id] = agreement
        if standing.state == State.ENDING and standing.last_day is not None:
            days = (standing.last_day - now.date()).days
            unit = "day" if days == 1 else "days"
            title = f"{agreement.client}’s agreement ends in {days} {unit}"
            found.append((5, now + days * DAY, title, agreement.get_absolute_url()))
    waiting = Q(state__in=["managed", "notice"]) | Q(pk__in=drafts)
    for client in Client.objects.visible_to(who).others().filter(waiting).exclude(pk__in=signed):
        draft = drafts.get(client.pk)
        write = f"{reverse('agreements:new_agreement')}?client={client.slug}"
        url = draft.get_absolute_url() if draft else write
        rank = 6 if client.state == "prospect" else 3
        found.append((rank, now, f"{client} has no signed agreement", url))
    return found


def plain_groups(who: Person, now: datetime) -> dict[tuple[str, str], Counter[str]]:
    found: dict[tuple[str, str], Counter[str]] = {}
    for promise, verdict in visible_standing(who, now):
        counter = found.setdefault((promise.sentence, promise.vital), Counter())
        counter[verdict.answer if verdict else "not_judged"] += 1
    return found


def same(who: Person, now: datetime) -> None:
    groups = promises_by_sentence(who, now)
    assert {(one.sentence, one.vital): one.counts for one in groups} == plain_groups(who, now)
    assert [one.worst for one in groups] == sorted((g.worst for g in groups), key=WORST.index)
    assert all(one.worst == min(one.counts, key=WORST.index) for one in groups)
    needs = needs_now(who, now)
    spoken = [(n.rank, n.since, n.title, n.url) for n in needs if n.rank in (0, 2)]
    plain = sorted(
        [*spoken, *plain_standing(who, now), *plain_papers(who, now)], key=lambda one: one[:2]
    )
    assert [(n.rank, n.since, n.title, n.url) for n in needs] == plain
    for most in range(1, 6):
        assert needs_now(who, now, most) == needs[:most]


def same_counts(now: datetime) -> None:
    plain: Counter[tuple[str, str]] = Counter(
        (promise.vital.split(".")[0], verdict.answer if verdict else "not_judged")
        for promise, verdict in standing_now(now)
    )
    found: Counter[tuple[str, str]] = Counter()
    for one in promise_counts(now):
        assert one.made == one.kept + one.broken + one.not_judged
        found[one.center, "kept"] = one.kept - one.at_risk
        found[one.center, "at_risk"] = one.at_risk
        found[one.center, "broken"] = one.broken
        found[one.center, "not_judged"] = one.not_judged
    assert +found == plain


def test_over_the_demo(told_demo: Story) -> None:
    for who in Person.objects.staff():
        for days in (-30, 0, 30, 300):
            same(who, told_demo.now + days * DAY)
    same_counts(told_demo.now)
    assert promise_counts(told_demo.now)


class World:
    """Papers by chance; the same for the same seed."""

    def __init__(self, seed: int, now: datetime, by: Person) -> None:
        self.chance, self.now, self.by = random.Random(seed), now, by

    def agreement(self, **party: object) -> None:
        agreement = Agreement.objects.create(
            title=self.chance.choice(["Gold", "Silver"]),
            owner=self.by,
            ended_on=(self.now + self.days(-20, 80)).date() if self.chance.random() < 0.2 else None,
            **party,
        )
        for number in range(1, self.chance.randrange(1, 4)):
            self.version(agreement, number)

    def days(self, least: int, most: int) -> timedelta:
        return self.chance.randrange(least, most) * DAY

    def version(self, agreement: Agreement, number: int) -> None:
        starts = (self.now + self.days(-60, 20)).date()
        version = AgreementVersion.objects.create(
            agreement=agreement,
            number=number,
            plan="Gold",
            starts_on=starts,
            ends_on=starts + self.days(0, 160) if self.chance.random() < 0.6 else None,
            notice_days=self.chance.choice([10, 30, 60]),
            made_by=self.by,
        )
        for _ in range(self.chance.randrange(4)):
            self.promise(version)
        signed = self.chance.random()
        AgreementVersion.objects.filter(pk=version.pk).update(
            sha256="x",
            our_signer=self.by if signed < 0.8 else None,
            our_signed_at=self.now if signed < 0.8 else None,
            their_signer="Who decides" if signed > 0.2 else "",
            their_signed_at=self.now if signed > 0.2 else None,
        )

    def promise(self, version: AgreementVersion) -> None:
        promise = StandingPromise.objects.create(
            version=version,
            sentence=f"We promise {self.chance.randrange(9)}",
            vital=self.chance.choice(["desk.first_answer", "maintenance.restore_proven"]),
            bound="at_least",
            target=Decimal(90),
        )
        for ago in self.chance.sample(range(5), self.chance.randrange(4)):
            Verdict.objects.create(
                promise=promise,
                answer=self.chance.choice(["kept", "at_risk", "broken", "broken", "not_judged"]),
                reason="As measured",
                window_start=self.now - 30 * DAY,
                window_end=self.now - ago * DAY,
                bound="at_least",
                target=Decimal(90),
                judged_by="the clock",
            )

    def word(self, client: Client) -> None:
        SpokenPromise.objects.create(
            sentence="I call you",
            direction="us_to_client",
            client=client,
            owner=self.by,
            said_by=self.by,
            zone_name="UTC",
            due_at=self.now + self.chance.randrange(-40, 40) * timedelta(hours=1),
        )


@seeds(8)
def test_over_rows_by_chance(
    seed: int, now: datetime, office: Calendar, maya: Person, aisha: Person, jonas: Person,
    harbor: Client,
) -> None:  # fmt: skip
    world = World(seed, now, maya)
    for number, state in enumerate(["managed", "managed", "notice", "prospect", "left", "left"]):
        Client.objects.create(name=f"C{number}", slug=f"c{number}", state=state, calendar=office)
    for client in Client.objects.all():
        for _ in range(world.chance.randrange(3)):
            world.agreement(kind="client", client=client)
        for _ in range(seed % 3):
            world.word(client)
    world.agreement(kind="employee", employee=aisha)
    world.agreement(kind="vendor", vendor=Vendor.objects.create(name="Nordprint"))
    for who in (maya, aisha, jonas):
        same(who, now)
    same_counts(now)
