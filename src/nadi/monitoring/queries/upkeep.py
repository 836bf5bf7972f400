"""Rules and what came of them: which are worth having, which only make noise."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, F, Max, Q, QuerySet

from nadi.accounts.models import Person
from nadi.clients.queries import some_clients_of, visible_client_ids
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


# Only the rules of which nothing led to work are counted.
_NOISIEST = """
SELECT r.id, n.told
FROM monitoring_alertrule r
LEFT JOIN fleet_device d ON d.id = r.device_id
LEFT JOIN clients_client c ON c.id = r.client_id
CROSS JOIN LATERAL (
    SELECT count(*) AS told FROM monitoring_alert a
    WHERE a.rule_id = r.id AND a.told_at IS NOT NULL AND a.raised_at >= %(since)s
      AND (a.cleared_at IS NOT NULL OR a.outcome <> '')
      AND (%(clients)s::bigint[] IS NULL OR a.client_id = ANY(%(clients)s))
) n
WHERE r.active AND NOT EXISTS (
    SELECT FROM monitoring_alert a
    WHERE a.rule_id = r.id AND a.outcome = 'work' AND a.told_at IS NOT NULL
      AND a.raised_at >= %(since)s
      AND (%(clients)s::bigint[] IS NULL OR a.client_id = ANY(%(clients)s))
) AND n.told >= %(least)s
  AND (%(clients)s::bigint[] IS NULL OR r.client_id IS NULL AND r.device_id IS NULL
       OR r.client_id = ANY(%(clients)s) OR d.client_id = ANY(%(clients)s))
ORDER BY n.told DESC, r.kind, c.name, d.name, r.instance, r.id LIMIT 1
"""


def noisiest(who: Person, now: datetime, least: int) -> tuple[AlertRule, int] | None:
    """The first of `noise` that spoke so often and never led to work, and how often that was."""
    values = {"since": now - LOOK_BACK, "clients": some_clients_of(who), "least": least}
    with connection.cursor() as cursor:
        cursor.execute(_NOISIEST, values)
        found = cursor.fetchone()
    if found is None:
        return None
    pk, told = found
    return AlertRule.objects.select_related("client", "device").get(pk=pk), told
