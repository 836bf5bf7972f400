"""Balance answers every fact that touches a vital by remembering whose reading it touched.

The facts are not named here: each vital names its own, so balance still imports no center. Many
facts cost one statement.
"""

from collections.abc import Iterator

from django.utils import timezone

from nadi.balance.models import Touched
from nadi.core import centers
from nadi.core.facts import Fact, answers_together


@answers_together(
    {kind for vital in centers.vitals().values() for kind in vital.touched_by}
    | {kind for center in centers.centers() for kind in center.caps_moved_by}
)
def touch(facts: list[Fact]) -> None:
    """The clock reads the clients they name again within a minute; where a fact names none, the
    vitals it touches are read whole."""
    now = timezone.now()
    named = {(type(fact), getattr(fact, "client_id", None)) for fact in facts}
    places = {kind: list(touched_by(kind)) for kind, _client in named}
    found = {(*place, client) for kind, client in named for place in places[kind]}
    Touched.objects.bulk_create(
        [Touched(center=c, vital=v, client_id=client, at=now) for c, v, client in found]
    )


def touched_by(kind: type[Fact]) -> Iterator[tuple[str, str]]:
    """The vitals that such a fact touches, each after its center; "" stands for its caps."""
    for center in centers.centers():
        for vital in center.vitals:
            if kind in vital.touched_by:
                yield center.label, vital.name
        if kind in center.caps_moved_by:
            yield center.label, ""
