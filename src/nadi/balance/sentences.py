"""What balance says, in the reader's language. The thinking is in rules; here are only words."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadi.balance import rules
from nadi.balance.models import CenterSnapshot
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
    return format_date(on, "EEEE", locale=words.locale())


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
