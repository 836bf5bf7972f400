"""What every family of watches tells of itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from nadi.core.vitals import Text
from nadi.monitoring.rules import Sight


@dataclass(frozen=True, slots=True)
class Usual:
    """The rule to begin with, and why it is worth having."""

    reason: Text
    severity: str = "important"
    answer_minutes: int = 240
    device_kinds: tuple[str, ...] = ()
    raise_at: float | None = None
    clear_at: float | None = None
    raise_seconds: int = 0
    raise_times: int = 1
    clear_seconds: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What a sentence is made of."""

    name: str
    instance: str = ""
    value: float | None = None
    details: str = ""


@dataclass(frozen=True, slots=True)
class WatchKind:
    """One family. `series` names the values that are held against a limit as they arrive; ending in
    a colon, one watch for each thing that follows it. Without a series a limit makes no sense."""

    name: str
    usual: Usual
    sentence: Callable[[Found], str]
    series: str = ""
    unit: str = ""
    direction: str = "above"
    fresh_for: timedelta = timedelta(minutes=3)
    silence_is: Sight = Sight.NODATA
    of_devices: bool = True

    def instances(self, names: list[str]) -> list[str]:
        """The things of this kind among the series a device reports; "" is the device itself."""
        if not self.series:
            return [""]
        if not self.series.endswith(":"):
            return [""] if self.series in names else []
        return sorted(n.removeprefix(self.series) for n in names if n.startswith(self.series))
