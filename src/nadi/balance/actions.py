"""Change in balance: take a day's snapshot, refresh what facts touched, say what is intended."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext as _

from nadi.balance import snapshots
from nadi.balance.models import Intention, Touched
from nadi.core import centers
from nadi.core.actions import action
from nadi.core.actors import Actor
from nadi.core.errors import BadInput


@action
def take_snapshot(now: datetime, *, count_excluded: bool = False, by: Actor) -> None:
    """Read every vital and write the day's rows. Doing it again the same day replaces them, so a
    second run changes nothing that the evidence did not change. Counting what was excluded means
    fetching the rows; it is left to the night."""
    snapshots.write_day(now, centers.centers(), count_excluded)
    Touched.objects.filter(at__lte=now).delete()


@action
def refresh(now: datetime, *, by: Actor) -> list[str]:
    """Read again the centers whose vitals were touched by a fact; returns their labels."""
    touched = set(Touched.objects.filter(at__lte=now).values_list("vital", flat=True))
    labels = {name.split(".")[0] for name in touched}
    snapshots.write_day(
        now, [c for c in centers.centers() if c.label in labels], count_excluded=False
    )
    Touched.objects.filter(at__lte=now, vital__in=touched).delete()
    return sorted(labels)


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
