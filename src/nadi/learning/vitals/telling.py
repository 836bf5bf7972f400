"""What came for Sacral since somebody was last here: lessons, procedures, decisions."""

from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadi.accounts.models import Person
from nadi.core.vitals import Since
from nadi.learning import queries
from nadi.learning.models import Review, TrialDecision


def since(who: Person, since: datetime, now: datetime) -> list[Since]:
    """At most three short true sentences, each with the page of its rows."""
    found = [_lessons(who, since), _procedures(who, since), _runs(who, since), _trials(who, since)]
    return [one for one in found if one is not None][:3]


def _page(name: str, since: datetime) -> str:
    return f"{reverse(f'learning:{name}')}?{urlencode({'since': since.isoformat()})}"


def _lessons(who: Person, since: datetime) -> Since | None:
    rows = list(queries.lessons_since(who, since)[:50])
    if not rows:
        return None
    if len(rows) == 1:
        said = _("%(who)s shared a lesson: %(title)s.") % {
            "who": rows[0].shared_by or "nadi",
            "title": rows[0].title.rstrip("."),
        }
        return Since(said, rows[0].get_absolute_url())
    said = ngettext("%(n)s lesson was shared.", "%(n)s lessons were shared.", len(rows))
    return Since(said % {"n": len(rows)}, _page("lessons", since))


def _procedures(who: Person, since: datetime) -> Since | None:
    read = Review.objects.filter(
        at__gte=since,
        version__procedure__in=queries.procedures_visible_to(who).in_force(),  # type: ignore[attr-defined]
    )
    n = read.values("version__procedure").distinct().count()
    if not n:
        return None
    said = ngettext(
        "%(n)s procedure was published or read again.",
        "%(n)s procedures were published or read again.",
        n,
    )
    return Since(said % {"n": n}, _page("procedures", since))


def _runs(who: Person, since: datetime) -> Since | None:
    ended = queries.runs_for(who).filter(ended_at__gte=since)
    n = ended.count()
    if not n:
        return None
    said = ngettext("%(n)s run of a procedure ended.", "%(n)s runs of procedures ended.", n)
    return Since(said % {"n": n}, _page("runs", since))


def _trials(who: Person, since: datetime) -> Since | None:
    decided = (
        TrialDecision.objects.filter(at__gte=since, trial__in=queries.trials_visible_to(who))
        .select_related("trial")
        .order_by("-at")
    )
    rows = list(decided[:2])
    if not rows:
        return None
    said = _("%(what)s was decided: %(verdict)s.") % {
        "what": rows[0].trial.title,
        "verdict": str(rows[0].get_verdict_display()).lower(),
    }
    url = rows[0].trial.get_absolute_url() if len(rows) == 1 else reverse("learning:trials")
    return Since(said, url)
