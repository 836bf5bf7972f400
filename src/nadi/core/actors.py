"""Who does things: people, and the machine itself under a name that says why it acted."""

from dataclasses import dataclass
from typing import Protocol


class Actor(Protocol):
    """Anybody who can stand in the audit. `pk` is None where no person acted."""

    @property
    def pk(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class System:
    """nadi itself: the clock, a handler, the command line."""

    name: str

    @property
    def pk(self) -> None:
        return None

    def __str__(self) -> str:
        return self.name
