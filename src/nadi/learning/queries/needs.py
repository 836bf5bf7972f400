"""What would help Sacral most, from who is looking; its home and its asks read the same list."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from django.db.models import Count, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadi.accounts.models import Person
from nadi.core.words import number, short_day
from nadi.learning.models import (
    Procedure,
    ProcedureState,
    RequestState,
    Run,
    RunStep,
    StepState,
)
from nadi.learning.queries.hours import four_weeks, unnamed_entries, without_intention
from nadi.learning.queries.procedures import procedures_visible_to
from nadi.learning.queries.sharing import trials_going

PATIENCE = timedelta(days=7)
RUN_DAYS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that needs somebody, with the page that does it."""

    title: str
    why: str
    button: str
    url: str
    minutes: int
    vital: str
    gain_rows: int
    mark: str
    tone: str


def needs_now(who: Person, now: datetime, most: int | None = None) -> list[Need]:
    """Own before others', what is late before what is soon; at most so many, and then nothing is
    read that comes after them."""
    kinds = (_to_begin, _to_decide, _to_read, _to_answer, partial(_to_end, most=most), _to_learn)
    found = (need for kind in kinds for need in kind(who, now))
    return list(islice(found, most))


def _mine_first(who: Person, owner_id: int | None) -> bool:
    return owner_id != who.pk


def _to_begin(who: Person, now: datetime) -> list[Need]:
    if procedures_visible_to(who).exclude(state=ProcedureState.RETIRED).exists():
        return []
    return [
        Need(
            title=_("Take up the first procedures"),
            why=_("Nothing says yet how we do things. A small set waits to be read and adopted."),
            button=_("Look at them"),
            url=reverse("learning:starters"),
            minutes=10,
            vital="learning.procedures_in_date",
            gain_rows=1,
            mark=_("None yet"),
            tone="warn",
        )
    ]


def _to_decide(who: Person, now: datetime) -> list[Need]:
    today = now.date()
    due = [
        trial
        for trial in trials_going(who)
        if trial.decide_by <= today + timedelta(days=3)
        and (who.is_lead or trial.owner_id == who.pk)
    ]
    due.sort(key=lambda each: (_mine_first(who, each.owner_id), each.decide_by))
    return [
        Need(
            title=_("Decide the trial of %(what)s") % {"what": trial.title},
            why=_(
                "%(who)s was to decide it by %(day)s. Adopt, try on or hold: any of them is good."
            )
            % {"who": trial.owner, "day": short_day(trial.decide_by)},
            button=_("Decide"),
            url=trial.get_absolute_url(),
            minutes=10,
            vital="learning.trials_decided",
            gain_rows=1,
            mark=_("Past its day") if trial.is_late(today) else _("Soon due"),
            tone="warn" if trial.is_late(today) else "",
        )
        for trial in due
    ]


def _to_read(who: Person, now: datetime) -> list[Need]:
    """Past their date; those who do not lead are asked for their own."""
    found = procedures_visible_to(who).filter(state=ProcedureState.IN_FORCE)
    found = found.filter(review_by__lt=now.date())
    if not who.is_lead:
        found = found.filter(owner=who)
    rows = sorted(found, key=lambda each: (_mine_first(who, each.owner_id), each.review_by))
    return [
        Need(
            title=_("Read “%(title)s” again") % {"title": one.title},
            why=_("Nobody has since it was due on %(day)s. %(who)s keeps it.")
            % {"day": short_day(one.review_by), "who": one.owner},
            button=_("Read it"),
            url=reverse("learning:review", args=[one.slug]),
            minutes=10,
            vital="learning.procedures_in_date",
            gain_rows=1,
            mark=_("Out of date"),
            tone="warn",
        )
        for one in rows
    ]


def _to_answer(who: Person, now: datetime) -> list[Need]:
    """Requests that have waited a week, by procedure."""
    old = Q(
        revision_requests__state=RequestState.OPEN,
        revision_requests__asked_at__lt=now - PATIENCE,
    )
    found = procedures_visible_to(who).annotate(waiting=Count("revision_requests", filter=old))
    found = found.filter(waiting__gt=0).exclude(state=ProcedureState.RETIRED)
    if not who.is_lead:
        found = found.filter(owner=who)
    rows = sorted(found, key=lambda each: (_mine_first(who, each.owner_id), -_waiting(each)))
    return [
        Need(
            title=ngettext(
                "Answer a wish for “%(title)s”",
                "Answer %(n)s wishes for “%(title)s”",
                _waiting(one),
            )
            % {"title": one.title, "n": _waiting(one)},
            why=ngettext(
                "Somebody said what should change, more than a week ago.",
                "%(n)s times somebody said what should change, more than a week ago.",
                _waiting(one),
            )
            % {"n": _waiting(one)},
            button=_("Answer"),
            url=reverse("learning:revise", args=[one.slug]),
            minutes=15,
            vital="learning.runs_improved",
            gain_rows=_waiting(one),
            mark=ngettext("%(n)s wish", "%(n)s wishes", _waiting(one)) % {"n": _waiting(one)},
            tone="",
        )
        for one in rows
    ]


def _waiting(procedure: Procedure) -> int:
    return int(procedure.waiting)  # type: ignore[attr-defined]


def _to_end(who: Person, now: datetime, most: int | None) -> list[Need]:
    """Own runs past their day, and those of which only the last question is open."""
    mine = Run.objects.visible_to(who).going().filter(Q(owner=who) | Q(owner__isnull=True))
    late = Q(due__lt=now.date()) | Q(due__isnull=True, begun_at__lt=now - RUN_DAYS)
    rows = mine.filter(late).select_related("version__procedure", "client").order_by("begun_at")
    still = RunStep.objects.filter(run=OuterRef("pk"), state=StepState.OPEN).order_by()
    left = Subquery(still.values("run").annotate(n=Count("pk")).values("n"))
    return [
        Need(
            title=_("Finish %(run)s") % {"run": run},
            why=ngettext(
                "One step is open since %(day)s.", "%(n)s steps are open since %(day)s.", n
            )
            % {"n": n, "day": short_day(run.begun_at)},
            button=_("Go on"),
            url=run.get_absolute_url(),
            minutes=5 if n == 1 else 20,
            vital="learning.runs_improved",
            gain_rows=1,
            mark=_("Open"),
            tone="",
        )
        for run in rows.annotate(left=left)[:most]
        for n in (vars(run)["left"] or 0,)
    ]


def _to_learn(who: Person, now: datetime) -> list[Need]:
    page = reverse("learning:hours")
    found = []
    if unnamed := unnamed_entries(who, now):
        n = len(unnamed)
        found.append(
            Need(
                title=_("Say what your training taught you"),
                why=ngettext(
                    "%(n)s entry says training and not which kind of knowledge.",
                    "%(n)s entries say training and not which kind of knowledge.",
                    n,
                )
                % {"n": n},
                button=_("Say it"),
                url=page,
                minutes=2,
                vital="learning.learning_hours",
                gain_rows=n,
                mark=_("Unnamed"),
                tone="",
            )
        )
    found += [
        Need(
            title=_("Agree with %(who)s what they learn") % {"who": one}
            if one.pk != who.pk
            else _("Agree what you learn"),
            why=_("Nothing is agreed, so no hour of learning is anybody's plan."),
            button=_("Agree"),
            url=reverse("learning:agree", args=[one.pk]),
            minutes=10,
            vital="learning.learning_hours",
            gain_rows=1,
            mark=_("Not agreed"),
            tone="",
        )
        for one in without_intention(who)
    ]
    short = max(four_weeks(now, who), key=lambda each: each.missing)
    if short.missing >= 1:
        found.append(
            Need(
                title=_("Learn an hour: %(kind)s") % {"kind": short.kind.label},
                why=_("You agreed %(agreed)s hours of it in four weeks and have had %(learned)s.")
                % {"agreed": number(short.agreed, 1), "learned": number(short.learned, 1)},
                button=_("Write it down"),
                url=page,
                minutes=60,
                vital="learning.learning_hours",
                gain_rows=1,
                mark=_("Agreed"),
                tone="",
            )
        )
    return found
