"""Rules and what came of them: which are worth having, which only make noise."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Max, Q, QuerySet

from nadi.accounts.models import Person
from nadi.clients.queries import visible_client_ids
from nadi.core.errors import NotFound
from nadi.monitoring.models import Alert, AlertRule

LOOK_BACK = timedelta(days=90)
SHORT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Noise:
    """What one rule brought in ninety days."""

    rule: AlertRule
    told: int
    work: int
    nothing: int
    short: int
    last: datetime | None

    @property
    def is_noise(self) -> bool:
        """It spoke, and nobody ever had anything to do."""
        return self.told > 0 and self.work == 0


def rules_visible_to(who: Person) -> QuerySet[AlertRule]:
    """Rules for everybody, and those of the clients `who` may see."""
    mine = visible_client_ids(who)
    return (
        AlertRule.objects.filter(
            Q(client=None, device=None) | Q(client_id__in=mine) | Q(device__client_id__in=mine)
        )
        .select_related("owner", "client", "device__client")
        .annotate(watched=Count("watches", distinct=True))
        .order_by("-active", "kind", "client__name", "device__name", "instance")
    )


def rule_for(who: Person, pk: int) -> AlertRule:
    rule = rules_visible_to(who).filter(pk=pk).first()
    if rule is None:
        raise NotFound("There is no such rule, or none that you may see.")
    return rule


def noise(who: Person, now: datetime) -> list[Noise]:
    """What each rule brought in the last ninety days, the noisiest first. What is still on and
    nobody has looked at is not counted yet."""
    since = now - LOOK_BACK
    rows = (
        Alert.objects.visible_to(who)
        .filter(rule__active=True, told_at__isnull=False, raised_at__gte=since)
        .exclude(cleared_at=None, outcome="")
        .order_by()
        .values("rule")
        .annotate(
            told=Count("pk"),
            work=Count("pk", filter=Q(outcome=Alert.Outcome.WORK)),
            nothing=Count("pk", filter=Q(outcome=Alert.Outcome.NOTHING)),
            short=Count("pk", filter=Q(cleared_at__lt=F("raised_at") + SHORT)),
            last=Max("raised_at"),
        )
    )
    counted = {row["rule"]: row for row in rows}
    found = [
        Noise(rule, row["told"], row["work"], row["nothing"], row["short"], row["last"])
        for rule in rules_visible_to(who).filter(pk__in=counted)
        for row in [counted[rule.pk]]
    ]
    return sorted(found, key=lambda one: (not one.is_noise, -one.told))
