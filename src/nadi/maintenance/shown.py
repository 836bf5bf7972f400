"""How the heart speaks: the words and shapes of nights, truths and steps. No rows, no requests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nadi.core import words
from nadi.maintenance.rules.checklists import Stage
from nadi.maintenance.rules.deadlines import Patched
from nadi.maintenance.rules.nights import Night
from nadi.maintenance.rules.proof import Truth, Truths, Word

NIGHT_WORDS: Mapping[Night, Promise] = {
    Night.GOOD: gettext_lazy("good"),
    Night.WARNED: gettext_lazy("good, with files left out"),
    Night.FAILED: gettext_lazy("failed"),
    Night.SILENT: gettext_lazy("no result came"),
    Night.NOT_DUE: gettext_lazy("not due"),
    Night.RUNNING: gettext_lazy("not over yet"),
}
STEPS: Sequence[tuple[str, Promise]] = (
    ("opening", gettext_lazy("Open the repository and find the snapshot")),
    ("restoring", gettext_lazy("Bring the sampled files back")),
    ("comparing", gettext_lazy("Compare them with the manifest")),
    ("reading back", gettext_lazy("Read the repository's own data")),
)
TRUTH_WORDS: Mapping[Word, tuple[str, Promise]] = {
    Word.YES: ("good", gettext_lazy("yes")),
    Word.OLD: ("warn", gettext_lazy("too long ago")),
    Word.NO: ("bad", gettext_lazy("no")),
    Word.UNKNOWN: ("", gettext_lazy("unknown")),
}
PATCHED_WORDS: Mapping[Patched, tuple[str, Promise]] = {
    Patched.LATE: ("bad", gettext_lazy("late")),
    Patched.UNKNOWN: ("warn", gettext_lazy("unknown")),
    Patched.IN_TIME: ("good", gettext_lazy("in time")),
}

STAGE_WORDS: Mapping[str, Promise] = {
    Stage.EXECUTE.value: gettext_lazy("being done"),
    Stage.REVISE.value: gettext_lazy("to revise"),
    Stage.PUBLISH.value: gettext_lazy("to publish for next month"),
    Stage.FILE.value: gettext_lazy("to file"),
    Stage.FILED.value: gettext_lazy("filed"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One night of the grid: its state carries the shape, its text says the same."""

    state: str
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """A state in words, with its tone."""

    tone: str
    text: str
    note: str = ""


def cells(seen: Sequence[tuple[date, Night]]) -> list[Cell]:
    return [
        Cell(state.value, f"{words.short_day(night)}: {NIGHT_WORDS[state]}")
        for night, state in seen
    ]


def proof_of(truths: Truths, now: datetime) -> Said:
    """The one sentence about a system: only a proof is good."""
    proven, restorable = truths.proven, truths.restorable
    if proven.word is Word.YES:
        return Said("good", _("Proven"), words.ago(proven.at))
    if restorable.word is Word.NO:
        return Said("bad", _("Restore failed"), words.ago(restorable.at) if restorable.at else "")
    if restorable.word is Word.YES:
        return Said("info", _("Restorable"), _("waits for a person to open it"))
    if proven.at is not None:
        days = (now - proven.at).days
        return Said("warn", _("Unproven"), _("last proof %(n)s days ago") % {"n": days})
    return Said("warn", _("Unproven"), _("never opened by a person"))


def truths_in_words(truths: Truths) -> list[tuple[str, Said, str]]:
    """The five, each with its word, its date and what it means."""
    return [
        (_("Ran"), _truth(truths.ran), _("the backup of the last night that was due ended well")),
        (_("Fresh"), _truth(truths.fresh), _("the newest good backup is young enough")),
        (_("Intact"), _truth(truths.intact), _("the repository's own data was read back")),
        (_("Restorable"), _truth(truths.restorable), _("a machine compared what came back")),
        (_("Proven"), _truth(truths.proven), _("a person opened what came back")),
    ]


def _truth(truth: Truth) -> Said:
    tone, text = TRUTH_WORDS[truth.word]
    return Said(tone, str(text), words.ago(truth.at) if truth.at else "")


def steps(step: str, percent: int) -> list[tuple[str, bool]]:
    """The steps of a test, those that are behind it marked."""
    names = [name for name, _text in STEPS]
    at = names.index(step) if step in names else (len(names) if percent >= 100 else 0)
    return [(str(text), index < at) for index, (_name, text) in enumerate(STEPS)]
