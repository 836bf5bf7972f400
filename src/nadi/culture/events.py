"""Facts of the crown. They hold ids and days, never what two people said to each other."""

from dataclasses import dataclass
from datetime import date

from nadi.core.events import Fact


@dataclass(frozen=True, slots=True)
class PairingChanged(Fact):
    """Two people agreed to meet one to one, at another interval, or no longer."""

    pairing_id: int


@dataclass(frozen=True, slots=True)
class OneOnOneHeld(Fact):
    """A one-on-one took place on that day."""

    pairing_id: int
    held_on: date


@dataclass(frozen=True, slots=True)
class GoalsAgreed(Fact):
    """Both have agreed to the goals of one person for one quarter."""

    sheet_id: int
    quarter: date


@dataclass(frozen=True, slots=True)
class GoalsReviewed(Fact):
    """Both have looked back on exactly the goals that were agreed."""

    sheet_id: int
    quarter: date


@dataclass(frozen=True, slots=True)
class KudosGiven(Fact):
    """Somebody thanked a colleague for a piece of work."""

    kudos_id: int


@dataclass(frozen=True, slots=True)
class StandUpHeld(Fact):
    """The stand-up of a week is over and its minutes are kept."""

    stand_up_id: int
    week: date


@dataclass(frozen=True, slots=True)
class TrustCheckLaunched(Fact):
    """The two questions were put to an audience; from now on nothing about the check changes."""

    check_id: int
    audience: str


@dataclass(frozen=True, slots=True)
class TrustCheckCounted(Fact):
    """The box was emptied; `published` says whether figures could be shown."""

    check_id: int
    audience: str
    published: bool


@dataclass(frozen=True, slots=True)
class TrustCheckAnswered(Fact):
    """Those who were asked were told what we heard and what we will do."""

    check_id: int
    audience: str
