"""The story of the demo firm, told by each package's `demo.tell`, from the foundation upward."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from nadi.core.actors import System

TELLER = System("demo story")
SEASON = 91
telling: ContextVar[bool] = ContextVar("telling", default=False)
happened: ContextVar[datetime | None] = ContextVar("happened", default=None)
SIMULATED = "simulated"
simulated: ContextVar[bool] = ContextVar("simulated", default=False)


@contextmanager
def storytelling() -> Iterator[None]:
    """While this lasts, an act's audit row bears the moment the act names (`at` or `now`)."""
    token = telling.set(True)
    try:
        yield
    finally:
        telling.reset(token)


@contextmanager
def happening(at: datetime) -> Iterator[None]:
    """Within the story: acts that name no moment of their own happened then, not while telling."""
    token = happened.set(at)
    try:
        yield
    finally:
        happened.reset(token)


@contextmanager
def simulating() -> Iterator[None]:
    """While this lasts, audit rows say that nobody real acted: the demo firm lives by itself."""
    token = simulated.set(True)
    try:
        yield
    finally:
        simulated.reset(token)


@dataclass(slots=True)
class Story:
    """What all tellers share: the moment it is told, one seed, and dates relative to the moment.

    `days` is how far back the story goes. `whole` is the firm as people see it, with some three
    hundred machines; where many tests share the story, sixty machines and a season are enough.
    """

    now: datetime
    seed: int = 7
    days: int = 365
    whole: bool = True
    rng: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)

    @classmethod
    def short(cls, now: datetime) -> "Story":
        """The same firm in small: a season, and sixty machines."""
        return cls(now, days=SEASON, whole=False)

    def day(self, ago: int, hour: int = 9, minute: int = 0) -> datetime:
        """The moment `ago` days before the story's day, at that UTC hour."""
        base = self.now.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return base - timedelta(days=ago)
