"""Balance answers every fact that touches a vital by remembering that the vital must be read again.

The facts are not named here: each vital names its own, so balance still imports no center.
"""

from django.utils import timezone

from nadi.balance.models import Touched
from nadi.core import centers
from nadi.core.facts import Fact, answers, name_of


def touch(fact: Fact) -> None:
    """Mark the vitals this fact touches; the clock reads them again within a minute."""
    now = timezone.now()
    kind = name_of(type(fact))
    names = [
        vital.name
        for vital in centers.vitals().values()
        if any(name_of(one) == kind for one in vital.touched_by)
    ]
    Touched.objects.bulk_create(
        [Touched(vital=name, at=now) for name in sorted(names)],
        update_conflicts=True,
        unique_fields=["vital"],
        update_fields=["at"],
    )


for one in {kind for vital in centers.vitals().values() for kind in vital.touched_by}:
    answers(one)(touch)
