"""Change in balance: take a day's snapshot, say what is intended, agreed and counted."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from nadi.accounts.models import Person, Role
from nadi.balance import definitions, refreshing, rules, snapshots
from nadi.balance.models import Definition, Intention, KeptVital, NeglectBudget
from nadi.clients.firm import firm_day
from nadi.core import centers
from nadi.core.actions import action
from nadi.core.actors import Actor
from nadi.core.errors import BadInput, Forbidden, NotFound, Refused
from nadi.core.vitals import Vital

MIN_WORDS = 3


@action
def take_snapshot(now: datetime, *, count_excluded: bool = False, by: Actor) -> None:
    """Read every vital of everybody, keep it, and write the day's rows. Doing it again the same day
    replaces them, so a second run changes nothing that the evidence did not change. Where a reading
    does not tell what was left out, counting it means fetching the rows: only if asked to."""
    refreshing.take_in()
    snapshots.write_whole(now, centers.centers(), count_excluded)


@action
def set_intention(shares: Mapping[str, int], *, on: date, by: Actor) -> None:
    """From `on` the firm means to spend its hours in these shares; together they are all."""
    labels = {center.label for center in centers.centers()}
    wrong = {label: _("There is no such center.") for label in shares if label not in labels}
    wrong |= {
        label: _("A share lies between 0 and 100.")
        for label, share in shares.items()
        if not 0 <= share <= 100
    }
    if wrong:
        raise BadInput(_("Some shares cannot be taken as they are."), fields=wrong)
    total = sum(shares.values())
    if total != 100:
        raise BadInput(_("Together the shares make %(total)d %%, not 100 %%.") % {"total": total})
    rows = [Intention(from_day=on, center=c, percent=shares.get(c, 0)) for c in sorted(labels)]
    Intention.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["center", "from_day"],
        update_fields=["percent"],
    )


@action
def agree_neglect_budget(
    center: str, *, days_allowed: int, consequence: str, by: Person, now: datetime | None = None
) -> NeglectBudget:
    """The owner says beforehand what happens when a center is below its line for too long. Days
    before the first agreement do not count; what was agreed is never changed, only followed by
    another version, from the next day on."""
    now = now or timezone.now()
    if by.role != Role.OWNER:
        raise Forbidden(_("What happens then is for the owner to agree."))
    wrong = {}
    if center not in {one.label for one in centers.centers()}:
        wrong["center"] = _("There is no such center.")
    if not 0 <= days_allowed < rules.ROLLING:
        wrong["days_allowed"] = _("Between 0 and 27 days of 28.")
    if len(consequence.split()) < MIN_WORDS:
        wrong["consequence"] = _("Say in a sentence what will happen then.")
    if wrong:
        raise BadInput(_("This cannot be agreed as it is."), fields=wrong)
    last = NeglectBudget.objects.filter(center=center).order_by("-version").first()
    agreed = NeglectBudget.objects.create(
        center=center,
        version=last.version + 1 if last else 1,
        from_day=firm_day(now) + timedelta(days=1 if last else 0),
        days_allowed=days_allowed,
        consequence=" ".join(consequence.split())[:400],
        agreed_by=str(by)[:200],
        agreed_at=now,
    )
    snapshots.look_back_again(center, firm_day(now))
    return agreed


@action
def remove_vital(name: str, *, because: str, by: Person, now: datetime | None = None) -> Definition:
    """From this day on the vital no longer counts. The line of its center is marked, and for 28
    days its last score still holds the state down."""
    last, day = _definition(name, by), firm_day(now or timezone.now())
    if last.what == Definition.What.REMOVED:
        raise Refused(_("It is not counted already."))
    if len(because.split()) < MIN_WORDS:
        reason = _("Say in a few words why it no longer tells how things are.")
        raise BadInput(reason, fields={"because": reason})
    vital = centers.vitals().get(name)
    if vital is not None and not _enough_without(vital, day):
        raise Refused(
            _("A score needs %(n)d vitals with a source; without this one there are fewer.")
            % {"n": rules.VITALS_NEEDED}
        )
    return Definition.objects.create(
        vital=name,
        center=last.center,
        version=last.version,
        from_day=day,
        what=Definition.What.REMOVED,
        because=because.strip()[:400],
        by=str(by)[:200],
        spec=last.spec,
    )


@action
def return_vital(name: str, *, because: str, by: Person, now: datetime | None = None) -> Definition:
    """It counts again from this day on."""
    last = _definition(name, by)
    vital = centers.vitals().get(name)
    if last.what != Definition.What.REMOVED or vital is None:
        raise Refused(_("It is counted already, or no longer offered at all."))
    row = definitions.row_of(
        vital, firm_day(now or timezone.now()), Definition.What.RETURNED,
        because.strip()[:400], str(by)[:200],
    )  # fmt: skip
    row.save()
    KeptVital.objects.filter(vital=name).delete()  # facts of the days between were not for it
    return row


def _definition(name: str, by: Person) -> Definition:
    if by.role != Role.OWNER:
        raise Forbidden(_("What counts is for the owner to say."))
    last = Definition.objects.select_for_update().filter(vital=name).order_by("-id").first()
    if last is None:
        raise NotFound(_("There is no such figure."))
    return last


def _enough_without(vital: Vital, day: date) -> bool:
    left = definitions.counting(day).vitals_of(centers.center(vital.center))
    return sum(one.name != vital.name for one in left) >= rules.VITALS_NEEDED
