"""One center, opened: what its number is made of, and what is agreed for when it is low."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.balance import outlook, rules, sentences
from nadi.balance.models import CenterSnapshot, Definition, VitalSnapshot
from nadi.balance.queries.column import latest_states
from nadi.balance.queries.seven import WEEKS, marks_of
from nadi.balance.queries.today import asks_of
from nadi.clients.firm import firm_day
from nadi.core import centers, words
from nadi.core.centers import CenterConfig
from nadi.core.errors import NotFound
from nadi.core.vitals import Ask, Vital


@dataclass(frozen=True, slots=True)
class VitalRow:
    """One vital of a center. `low` and `high` are between which scores the truth lies, nine times
    in ten: of what was counted, not of what is unknown."""

    vital: Vital
    row: VitalSnapshot | None
    value: str
    low: float
    high: float
    text: str
    left_out: str


@dataclass(frozen=True, slots=True)
class StateOfCenter:
    """Its vitals, the mean, the caps; the vitals that are gone; twelve weeks, with their breaks."""

    center: CenterConfig
    state: CenterSnapshot | None
    words: str
    note: str
    vitals: list[VitalRow]
    gone: list[tuple[str, VitalSnapshot | None, str]]
    formula: str
    asks: list[Ask]
    points: list[float | None]
    breaks: list[int]
    marks: list[str]
    neglect: str
    spent: bool
    change: str


def state_of(who: Person, label: str, now: datetime) -> StateOfCenter:
    """What the ring of a center is made of."""
    center = {c.label: c for c in centers.centers()}.get(label)
    if center is None or not who.is_staff_member:
        raise NotFound(_("There is no such center."))
    day, state = firm_day(now), latest_states().get(label)
    newest = VitalSnapshot.objects.filter(center=label).order_by("vital", "-day").distinct("vital")
    stored = {row.vital: row for row in newest}
    gone = _gone(center, stored)
    offered = {name for name, _row, _why in gone}
    vitals = [_row(v, stored.get(v.name)) for v in center.vitals if v.name not in offered]
    score, plain = sentences.score_of(state), state.neglect if state else None
    weeks = [day - timedelta(days=7 * ago) for ago in range(WEEKS, -1, -1)]
    lows = outlook.lows_of([label], weeks[0] - timedelta(days=outlook.NEAR), day)[label]
    marks = marks_of(day).get(label, [])
    faded = [row for _name, row, _why in gone if row and state and row.day == state.day]
    return StateOfCenter(
        center=center,
        state=state,
        words=sentences.state_words(state),
        note=sentences.missing(state)
        if score is None or state is None
        else sentences.interval(state),
        vitals=vitals,
        gone=gone,
        formula=_mean(state, [one.row for one in vitals] + list(faded)),
        asks=asks_of(center, who, now),
        points=[outlook.near(lows, week) for week in weeks],
        breaks=[n for n in range(1, len(weeks)) for m in marks
                if weeks[n - 1] < m.from_day <= weeks[n]],
        marks=[sentences.definition(mark) for mark in marks],
        neglect=sentences.neglect(plain),
        spent=bool(plain and plain["spent_on"]),
        change=sentences.change(center, state.change if state else None),
    )  # fmt: skip


def _row(vital: Vital, row: VitalSnapshot | None) -> VitalRow:
    low, high = (rules.FLOOR, 100.0) if row is None or row.score is None else (row.score, row.score)
    if row is not None and row.score is not None and not row.hold:
        counted = rules.Counted(row.numerator, row.denominator, row.n, row.fresh_at)
        sight = rules.Sight(vital.unit, vital.goalposts, vital.window, vital.ttl)
        if bounds := rules.sure(counted, sight):
            low, high = min(bounds.low, row.score), max(bounds.high, row.score)
    return VitalRow(
        vital=vital,
        row=row,
        value=sentences.amount(vital, row.value if row else None),
        low=low,
        high=high,
        text=_("%(vital)s: between %(low)s and %(high)s of 100")
        % {"vital": vital.title, "low": words.number(low, 0), "high": words.number(high, 0)},
        left_out=sentences.left_out(row.excluded or 0, row.n + (row.excluded or 0)) if row else "",
    )


def _gone(
    center: CenterConfig, stored: dict[str, VitalSnapshot]
) -> list[tuple[str, VitalSnapshot | None, str]]:
    """Vitals that were taken away, or that nobody offers any more: name, last row, and why."""
    offered = {vital.name for vital in center.vitals}
    newest = Definition.objects.filter(center=center.label).order_by("vital", "-id")
    found = []
    for row in newest.distinct("vital"):
        if row.what == Definition.What.REMOVED:
            found.append((row.vital, stored.get(row.vital), sentences.definition(row)))
        elif row.vital not in offered:
            why = _("%(vital)s is no longer offered: its last score fades until somebody says why")
            said = why % {"vital": row.spec.get("title") or row.vital}
            found.append((row.vital, stored.get(row.vital), said))
    return found


def _mean(state: CenterSnapshot | None, rows: list[VitalSnapshot | None]) -> str:
    """The mean with its numbers; what holds it lower, a cap or what was taken away, is said."""
    scores = [rules.FLOOR if row is None or row.score is None else row.score for row in rows]
    if state is None or not scores or sentences.score_of(state) is None:
        return ""
    added = " + ".join(words.number(one, 1) for one in scores)
    mean = sum(scores) / len(scores)
    text = f"({added}) ÷ {len(scores)} = {words.number(mean, 1)}"
    if state.low < mean - 0.05:
        text += " → " + _("held at %(cap)s") % {"cap": words.number(state.low, 1)}
    return text
