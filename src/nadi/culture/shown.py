"""A published result in words. Built from what was published alone, never from answers."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from nadi.culture.models import Audience, TrustCheck


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a result."""

    group: str
    question: str
    short: str
    band: str
    agree: str
    against: str
    share: int
    interval: str
    low: int
    high: int
    mean: str


def questions_for(audience: str) -> list[str]:
    """The two questions as they are put."""
    if audience == Audience.TEAM:
        return [
            _("Do you trust the people you work with, and those who lead?"),
            _("Do we work as one team?"),
        ]
    return [_("Do you trust us?"), _("Do we work as one team with you?")]


def figures_of(check: TrustCheck) -> list[Figure]:
    """What the page and the export show of a check; empty where nothing may be shown."""
    if check.result is None:
        return []
    return [_figure(check, kept) for kept in check.result.figures]


def _figure(check: TrustCheck, kept: dict) -> Figure:  # type: ignore[type-arg]
    group = {"technicians": _("Technicians"), "office": _("Office and leads")}.get(
        kept["group"], _("Everybody")
    )
    name = _("One team") if kept["question"] else _("Trust")
    return Figure(
        group=group,
        question=check.questions[kept["question"]],
        short=f"{name}, {group}" if kept["group"] else name,
        band=_("%(a)s to %(b)s") % {"a": kept["band"][0], "b": kept["band"][1]},
        agree=_share(kept["agree"], is_high=kept["is_high"]),
        against=_share(kept["disagree"], is_high=kept["is_high_against"]),
        share=kept["agree"] or 20,
        interval=_("%(a)s to %(b)s %%") % {"a": kept["low"], "b": kept["high"]},
        low=kept["low"],
        high=kept["high"],
        mean=kept["mean"] or "",
    )


def _share(percent: int, *, is_high: bool) -> str:
    if not percent:
        return _("under 20 %")
    return _("80 % or more") if is_high else _("%(n)s %%") % {"n": percent}
