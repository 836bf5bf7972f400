"""What balance says, in the reader's language. The thinking is in rules; here are only words."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadi.balance import rules
from nadi.balance.models import CenterSnapshot, Definition
from nadi.core import words
from nadi.core.centers import CenterConfig
from nadi.core.vitals import PromiseCount, Vital

Centers = Mapping[int, CenterConfig]


def score_of(state: CenterSnapshot | None) -> float | None:
    if state is None or state.verdict != rules.Verdict.SCORED:
        return None
    return state.low


def state_words(state: CenterSnapshot | None) -> str:
    """What the ring says, for those who hear it."""
    if state is None or state.verdict == rules.Verdict.NOT_ENOUGH:
        return _("not enough evidence yet")
    if state.verdict == rules.Verdict.UNREAD:
        return _("could not be read")
    number = words.number(state.low, 0)
    if state.low < rules.LINE:
        return _("%(score)s of 100, below its line") % {"score": number}
    return _("%(score)s of 100") % {"score": number}


def missing(state: CenterSnapshot | None) -> str:
    """What still stands between a center and its score; empty where nothing is read at all yet."""
    if state is None or not state.of:
        return ""
    if state.vitals_missing:
        return ngettext(
            "%(n)d more vital is needed", "%(n)d more vitals are needed", state.vitals_missing
        ) % {"n": state.vitals_missing}
    return ngettext(
        "%(n)d more day is needed", "%(n)d more days are needed", state.days_missing
    ) % {"n": state.days_missing}


def interval(state: CenterSnapshot) -> str:
    """Empty when both ends meet."""
    if round(state.low) == round(state.high):
        return ""
    return _("proven %(low)s, at best %(high)s") % {
        "low": words.number(state.low, 0),
        "high": words.number(state.high, 0),
    }


def tended(days: int | None, on: date | None, before_noon: bool) -> str:
    """tended this morning, tended yesterday, tended Friday, tended 9 days ago"""
    if days is None or on is None:
        return _("not tended yet")
    if days <= 0:
        return _("tended this morning") if before_noon else _("tended today")
    if days == 1:
        return _("tended yesterday")
    if days < 7:
        return _("tended %(day)s") % {"day": weekday(on)}
    return ngettext("tended %(n)d day ago", "tended %(n)d days ago", days) % {"n": days}


def weekday(on: date) -> str:
    return words.dated(on, "EEEE")


def headline(said: rules.Headline, centers: Centers, scores: Mapping[int, float]) -> str:
    """The few words on top."""
    name = centers[said.first].energy
    if said.why in (rules.Why.BELOW, rules.Why.CAPPED, rules.Why.BROKEN):
        return _("%(center)s needs you first") % {"center": name}
    if said.why is rules.Why.WAITING:
        return _("%(center)s has waited longest") % {"center": name}
    return (
        _("No center is below its line")
        if len(scores) == len(centers)
        else _("No center with a score is below its line")
    )


def held_down(caps: list[str], more: int) -> str:
    """What holds a center down: the first few, and how many more there are."""
    parts = [sentence(cap) for cap in caps]
    if more:
        parts.append(
            ngettext("%(n)d more holds it down.", "%(n)d more hold it down.", more) % {"n": more}
        )
    return " ".join(parts)


def lead(said: rules.Headline, centers: Centers, scores: Mapping[int, float], because: str) -> str:
    """The truth about the first and about the others."""
    parts = []
    if said.why is rules.Why.LOWEST:
        parts.append(
            _("%(center)s is lowest at %(score)s.")
            % {"center": centers[said.first].energy, "score": words.number(scores[said.first], 0)}
        )
    elif because:
        parts.append(sentence(because))
    if said.also_below:
        parts.append(
            ngettext(
                "%(centers)s is below its line too.",
                "%(centers)s are below their lines too.",
                len(said.also_below),
            )
            % {"centers": _names(said.also_below, centers)}
        )
    if said.also_broken:
        parts.append(
            ngettext(
                "%(centers)s has a broken promise too.",
                "%(centers)s have broken promises too.",
                len(said.also_broken),
            )
            % {"centers": _names(said.also_broken, centers)}
        )
    if said.unread:
        parts.append(
            _("%(centers)s could not be read.") % {"centers": _names(said.unread, centers)}
        )
    if said.not_enough:
        parts.append(_too_little(said.not_enough, centers))
    return " ".join(parts)


def broken(counted: PromiseCount) -> str:
    """5 of its 27 promises are broken."""
    return ngettext(
        "%(n)d of its %(made)d promises is broken.",
        "%(n)d of its %(made)d promises are broken.",
        counted.broken,
    ) % {"n": counted.broken, "made": counted.made - counted.not_judged}


def _too_little(numbers: tuple[int, ...], centers: Centers) -> str:
    if len(numbers) == len(centers):
        return _("No center has enough evidence for a score yet.")
    return ngettext(
        "%(centers)s has too little evidence for a score.",
        "%(centers)s have too little evidence for a score.",
        len(numbers),
    ) % {"centers": _names(numbers, centers)}


def _names(numbers: Iterable[int], centers: Centers) -> str:
    return words.listed(centers[number].energy for number in numbers)


def sentence(text: object) -> str:
    """With its full stop, whoever wrote it."""
    said = str(text).strip()
    return said if not said or said[-1] in ".!?…" else f"{said}."


UNITS = {"hours": "h", "minutes": "min"}


def amount(vital: Vital, value: Decimal | float | None) -> str:
    """A value of this vital as people write it: 54.8 %, 12, 3.5 h, 4 days"""
    if value is None:
        return words.NOTHING
    if vital.unit == "percent":
        return words.percent(value)
    if vital.unit == "days":
        return _("%(n)s days") % {"n": words.number(value)}
    number = words.number(value, 2 if vital.unit == "ratio" else None)
    return f"{number} {UNITS[vital.unit]}" if vital.unit in UNITS else number


def ordinals() -> list[str]:
    """For the seven cards of the round."""
    return [
        _("first of seven"),
        _("second of seven"),
        _("third of seven"),
        _("fourth of seven"),
        _("fifth of seven"),
        _("sixth of seven"),
        _("seventh of seven"),
    ]


def since_title(before: datetime | None, now: datetime, zone: ZoneInfo) -> str:
    """Since you were last here, on Thursday"""
    if before is None:
        return _("In the last seven days")
    on, today = before.astimezone(zone).date(), now.astimezone(zone).date()
    days = (today - on).days
    if days == 1:
        return _("Since you were last here, yesterday")
    return _("Since you were last here, on %(day)s") % {
        "day": weekday(on) if days < 7 else words.day(on)
    }


def turn(days: int | None) -> str:
    """Why a card is marked as today's first."""
    if days is None:
        return _("today’s first: not tended yet")
    if not days:
        return _("today’s first")
    return ngettext(
        "today’s first: not tended for %(n)d day",
        "today’s first: not tended for %(n)d days",
        days,
    ) % {"n": days}


def left_out(out: int, of: int) -> str:
    """12 of 340 rows left out (3.5 %); empty where nothing was."""
    if not out or not of:
        return ""
    return _("%(out)s of %(of)s rows left out (%(share)s)") % {
        "out": words.number(out),
        "of": words.number(of),
        "share": words.percent(100 * out / of, 1),
    }


def neglect(plain: Mapping[str, object] | None) -> str:
    """Where a center's neglect budget stands; empty where nothing was agreed."""
    if not plain:
        return ""
    values = {"below": plain["below"], "allowed": plain["allowed"]}
    if plain["spent_on"]:
        said = _("%(below)s of the last 28 days below its line, %(allowed)s were allowed.") % values
        return f"{said} " + _("Agreed for this: %(what)s") % {"what": plain["consequence"]}
    return _("%(below)s of the last 28 days below its line; %(allowed)s are allowed.") % values


def change(center: CenterConfig, plain: Mapping[str, object] | None) -> str:
    """Said only where it is news: beyond the noise of the twelve weeks before."""
    if not plain or not plain["is_news"]:
        return ""
    points = float(str(plain["points"]))
    values = {
        "center": center.energy,
        "points": words.number(abs(points), 0),
        "before": words.number(float(str(plain["before"])), 0),
    }
    if points > 0:
        said = _("%(center)s rose by %(points)s from %(before)s in a week.") % values
    else:
        said = _("%(center)s fell by %(points)s from %(before)s in a week.") % values
    return f"{said} " + _("That is more than in any of the twelve weeks before.")


def definition(row: Definition) -> str:
    """Open tickets older than 14 days: no longer counted from 3 November (why)"""
    said = _("%(vital)s: %(what)s on %(day)s") % {
        "vital": row.spec.get("title") or row.vital,
        "what": row.get_what_display(),
        "day": words.day(row.from_day),
    }
    return f"{said} ({row.because})" if row.because else said
