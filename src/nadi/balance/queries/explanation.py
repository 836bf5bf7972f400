"""How a figure came about, down to its rows: sentence, formula with the numbers, rows, the row."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.balance import rules, sentences
from nadi.balance.models import Hold, VitalSnapshot
from nadi.clients.models import Client, is_limited
from nadi.clients.queries import client_for, visible_client_ids
from nadi.core import centers, words
from nadi.core.centers import CenterConfig
from nadi.core.errors import NotFound
from nadi.core.vitals import EvidenceRow, Reading, Vital, Window

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which figure: a client by slug (none: all), a day or a window of its own, a population."""

    client: str = ""
    day: date | None = None
    window: Window | None = None
    population: str | None = None
    all_rows: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """One vital, opened. `same` says whether the rows add up to the reading; `stored` is the day's
    snapshot where this very figure was kept."""

    vital: Vital
    center: CenterConfig
    client: Client | None
    window: Window
    counted: rules.Counted
    value: str
    sentence: str
    steps: list[str]
    rows: list[EvidenceRow]
    excluded: list[EvidenceRow]
    more: int
    added: rules.Counted
    same: bool
    stored: VitalSnapshot | None
    stored_same: bool
    narrowed: bool  # only clients this person may see are counted
    by_client: list[tuple[Client, str, str]]
    history: list[float | None]
    left_out: str = ""
    sure: str = ""  # between which values the truth lies, where rows weigh one each


def explanation(who: Person, name: str, wanted: Wanted, now: datetime) -> Explanation:
    """NotFound where there is no such vital, or no such client for this person."""
    vital = centers.vitals().get(name)
    if vital is None or not who.is_staff_member:
        raise NotFound(_("There is no such figure."))
    if wanted.population is not None and wanted.population not in vital.populations:
        raise NotFound(_("This figure knows no such part of the firm."))
    client = client_for(who, wanted.client) if wanted.client else None
    stored = _stored(name, wanted) if client is None else None
    window = wanted.window or (
        Window(stored.window_start, stored.window_end)
        if stored
        else Window.before(now, vital.window)
    )
    seen = _seen(who)
    only = frozenset({client.pk}) if client else None
    readings = [
        one for one in vital.read(window, wanted.population, only) if _may(one.client_id, seen)
    ]
    rows = [
        row
        for row in vital.rows(window, client.pk if client else None, wanted.population)
        if _may(row.client_id, seen)
    ]
    counted, added = _sum(readings), _sum_rows(rows)
    if seen is not None:
        stored = None
    counting = sorted((row for row in rows if not row.excluded), key=_what_hurts(vital))
    return Explanation(
        vital=vital,
        center=centers.center(vital.center),
        client=client,
        window=window,
        counted=counted,
        value=sentences.amount(vital, _value(vital, counted)),
        sentence=_sentence(vital, counted),
        steps=_steps(vital, counted, stored),
        rows=counting if wanted.all_rows else counting[:SHOWN],
        excluded=[row for row in rows if row.excluded],
        more=0 if wanted.all_rows else max(0, len(counting) - SHOWN),
        added=added,
        same=_same(counted, added),
        stored=stored,
        stored_same=stored is None or _same(_of(stored), added),
        narrowed=seen is not None,
        by_client=[] if client else _by_client(who, vital, readings),
        history=_history(name, wanted.day) if seen is None and client is None else [],
        left_out=sentences.left_out(len(rows) - len(counting), len(rows)),
        sure=_sure(vital, counted),
    )


def _stored(name: str, wanted: Wanted) -> VitalSnapshot | None:
    """The day's own snapshot; none where a window or a part of the firm was asked for."""
    if wanted.window is not None or wanted.population is not None:
        return None
    rows = VitalSnapshot.objects.filter(vital=name).order_by("-day")
    return (rows.filter(day=wanted.day) if wanted.day else rows).first()


def _seen(who: Person) -> set[int] | None:
    """The clients whose rows this person may see; None: all, and the firm's own."""
    if not is_limited(who):
        return None
    return set(visible_client_ids(who))


def _may(client_id: int | None, seen: set[int] | None) -> bool:
    return seen is None or client_id in seen


def _what_hurts(vital: Vital) -> Callable[[EvidenceRow], Decimal]:
    """Orders the rows so that those worth looking at come first."""
    if vital.direction == "less":
        return lambda row: -row.numerator
    return lambda row: row.numerator - (row.denominator or 0)


def _sum(readings: Iterable[Reading]) -> rules.Counted:
    return rules.added_up(
        [(one.numerator, one.denominator, one.n, one.fresh_at) for one in readings]
    )


def _sum_rows(rows: Iterable[EvidenceRow]) -> rules.Counted:
    return rules.added_up(
        [(row.numerator, row.denominator, 1, row.at) for row in rows if not row.excluded]
    )


def _of(row: VitalSnapshot) -> rules.Counted:
    return rules.Counted(row.numerator, row.denominator, row.n, row.fresh_at)


def _sure(vital: Vital, counted: rules.Counted) -> str:
    if vital.unit != "percent" or not counted.n or counted.denominator != counted.n:
        return ""
    bounds = rules.wilson(int(counted.numerator), counted.n)
    return _("Of %(n)s rows; nine times in ten the truth lies between %(low)s and %(high)s.") % {
        "n": words.number(counted.n),
        "low": words.percent(100 * bounds.low, 0),
        "high": words.percent(100 * bounds.high, 0),
    }


def _same(one: rules.Counted, other: rules.Counted) -> bool:
    """Nothing counted is the same however it is written."""
    if one.n == other.n == 0:
        return True
    return (one.numerator, one.denominator or 0, one.n) == (
        other.numerator,
        other.denominator or 0,
        other.n,
    )


def _value(vital: Vital, counted: rules.Counted) -> Decimal | None:
    if counted.n == 0:
        return None
    return rules.value_of(vital.unit, counted.numerator, counted.denominator)


def _plain(number: Decimal) -> str:
    return words.number(number, None if number == number.to_integral() else 2)


def _sentence(vital: Vital, counted: rules.Counted) -> str:
    if counted.n == 0:
        return _("Nothing was due in this window, so this says neither good nor bad.")
    if counted.denominator is None:
        return _("%(value)s, from %(n)s rows") % {
            "value": sentences.amount(vital, counted.numerator),
            "n": words.number(counted.n),
        }
    return _("%(above)s of %(below)s: %(value)s") % {
        "above": _plain(counted.numerator),
        "below": _plain(counted.denominator),
        "value": sentences.amount(vital, _value(vital, counted)),
    }


def _steps(vital: Vital, counted: rules.Counted, stored: VitalSnapshot | None) -> list[str]:
    """The formula with its numbers, one line per step."""
    value = _value(vital, counted)
    if value is None:
        return []
    steps = []
    if counted.denominator is not None:
        times = " × 100" if vital.unit == "percent" else ""
        steps.append(
            f"{_plain(counted.numerator)} ÷ {_plain(counted.denominator)}{times} = "
            f"{sentences.amount(vital, value)}"
        )
    if stored is not None:
        steps += _stored_steps(vital, stored)
    return steps


def _stored_steps(vital: Vital, row: VitalSnapshot) -> list[str]:
    steps = []
    if row.own_rate is not None and row.leaned is not None and row.leaned != row.value:
        steps.append(
            _(
                "Leaned toward our own year, %(own)s: (%(share)s × %(n)s + 10 × %(own)s) "
                "÷ (%(n)s + 10) = %(leaned)s"
            )
            % {
                "own": words.percent(100 * row.own_rate, 1),
                "share": sentences.amount(vital, row.value),
                "n": words.number(row.n),
                "leaned": sentences.amount(vital, row.leaned),
            }
        )
    posts = row.goalposts
    steps.append(
        _(
            "Goalposts %(floor)s → 5, %(acceptable)s → 60, %(good)s → 80, %(best)s → 100: "
            "%(value)s scores %(score)s"
        )
        % {
            **{name: posts[name] for name in ("floor", "acceptable", "good", "best")},
            "value": sentences.amount(vital, row.leaned if row.leaned is not None else row.value),
            "score": words.number(row.score, 1),
        }
    )
    if row.hold == Hold.SILENT:
        since = words.moment(row.fresh_at) if row.fresh_at else words.day(row.day)
        steps.append(_("Silent since %(when)s: the score fades.") % {"when": since})
    elif row.hold == Hold.THINNED:
        steps.append(_("More than half of the rows are gone since: the score may not rise."))
    return steps


def _by_client(who: Person, vital: Vital, readings: list[Reading]) -> list[tuple[Client, str, str]]:
    """Each client's own figure, by name: never ranked, for most intervals overlap."""
    named = Client.objects.visible_to(who).in_bulk([r.client_id for r in readings if r.client_id])
    rows = []
    for one in readings:
        client = named.get(one.client_id) if one.client_id else None
        if client is not None and one.n:
            counted = rules.Counted(one.numerator, one.denominator, one.n, one.fresh_at)
            value = sentences.amount(vital, _value(vital, counted))
            rows.append((client, value, _sentence(vital, counted)))
    return sorted(rows, key=lambda row: row[0].name)


def _history(name: str, until: date | None) -> list[float | None]:
    """The scores of the last 28 kept days, oldest first."""
    rows = VitalSnapshot.objects.filter(vital=name).order_by("-day")
    if until is not None:
        rows = rows.filter(day__lte=until)
    return list(rows.values_list("score", flat=True)[:28])[::-1]
