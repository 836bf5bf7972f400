"""Balance answers every fact that touches a vital by remembering whose reading it touched.

The facts are not named here: each vital names its own, so balance still imports no center. Many
facts cost one statement.
"""

from django.utils import timezone

from nadi.balance.models import Touched
from nadi.core import centers
from nadi.core.facts import Fact, answers_together, name_of


@answers_together(
    {kind for vital in centers.vitals().values() for kind in vital.touched_by}
    | {kind for center in centers.centers() for kind in center.caps_moved_by}
)
def touch(facts: list[Fact]) -> None:
    """The clock reads the clients they name again within a minute; where a fact names none, the
    vitals it touches are read whole."""
    now = timezone.now()
    named = {(name_of(type(fact)), getattr(fact, "client_id", None)) for fact in facts}
    Touched.objects.bulk_create(
        [Touched(fact=name, client_id=client, at=now) for name, client in named]
    )
