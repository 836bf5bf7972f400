"""The story of the demo firm, told by each package's `demo.tell`, from the foundation upward."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from nadi.core.actors import System

TELLER = System("demo story")
telling: ContextVar[bool] = ContextVar("telling", default=False)
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
def simulating() -> Iterator[None]:
    """While this lasts, audit rows say that nobody real acted: the demo firm lives by itself."""
    token = simulated.set(True)
    try:
        yield
    finally:
        simulated.reset(token)


@dataclass(slots=True)
class Story:
    """What all tellers share: the moment it is told, one seed, and dates relative to the moment."""

    now: datetime
    seed: int = 7
    rng: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)

    def day(self, ago: int, hour: int = 9, minute: int = 0) -> datetime:
        """The moment `ago` days before the story's day, at that UTC hour."""
        base = self.now.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return base - timedelta(days=ago)
