"""The seven centers, found through Django's own registry of apps.

`CenterConfig` is the data a package carries about itself. The modules `vitals` and `handlers` of a
center are imported here by name: the only dynamic imports in nadi.
"""

import functools
import importlib
import importlib.util
from collections.abc import Callable, Mapping
from datetime import datetime
from types import ModuleType
from typing import Any, ClassVar

from django.apps import AppConfig, apps

from nadi.core.demo import Story
from nadi.core.facts import Fact
from nadi.core.offers import FirstAct
from nadi.core.vitals import (
    Ask,
    Asks,
    Cap,
    Caps,
    HoursSpent,
    InHand,
    PromiseCount,
    Reading,
    RoundLine,
    Text,
    Told,
    Vital,
    Window,
)
from nadi.core.volume import Volume


class PartConfig(AppConfig):
    """Any package of the spine: its handlers are loaded when Django is ready.

    `urls_at` is the path of its pages where it has any ("desk/"; "/" for the front page).
    `routine` names facts and verbs of machines that come by the hundred and change nothing a person
    is asked for at once: what was reckoned ahead outlives them for its few minutes."""

    default_auto_field = "django.db.models.BigAutoField"
    urls_at: ClassVar[str | None] = None
    panels: ClassVar[Mapping[str, str]] = {}
    tending: ClassVar[Mapping[str, Text]] = {}
    routine: ClassVar[frozenset[str]] = frozenset()

    def ready(self) -> None:
        _module(self, "handlers")


class CenterConfig(PartConfig):
    """One of the seven. `panels` names the URLs that fill the client's and the device's page;
    `tending` names the audit verbs by which people tend this center. `asks_alike` says that its
    asks name nobody by who is asked: they are the same for all who lead."""

    number: ClassVar[int]
    energy: ClassVar[str]
    subtitle: ClassVar[Text]
    purpose: ClassVar[Text]
    awaits: ClassVar[Text]
    home: ClassVar[str]
    asks_alike: ClassVar[bool] = False

    @property
    def slug(self) -> str:
        """`third-eye`: the name of this center's colour."""
        return self.energy.lower().replace(" ", "-")

    @property
    def vitals(self) -> tuple[Vital, ...]:
        found: tuple[Vital, ...] = getattr(_module(self, "vitals"), "VITALS", ())
        return found

    @property
    def asks(self) -> Asks:
        return getattr(_module(self, "vitals"), "asks", lambda who, now: [])

    @property
    def since(self) -> Told:
        """At most three true sentences of what came since somebody was last here, with rows."""
        return getattr(_module(self, "vitals"), "since", lambda who, since, now: [])

    @property
    def first_act(self) -> FirstAct | None:
        """What a new firm is asked first here, with the form that does it."""
        return getattr(_module(self, "first_act"), "FIRST_ACT", None)

    @property
    def caps(self) -> Caps:
        return getattr(_module(self, "vitals"), "caps", lambda now: [])

    @property
    def caps_moved_by(self) -> tuple[type[Fact], ...]:
        """The facts after which its caps must be looked at again: those that its `vitals` module
        names as CAPS_MOVED_BY, else all that touch its vitals."""
        module = _module(self, "vitals")
        if not hasattr(module, "caps"):
            return ()
        touching = tuple(kind for vital in self.vitals for kind in vital.touched_by)
        named: tuple[type[Fact], ...] = getattr(module, "CAPS_MOVED_BY", touching)
        return named


@functools.cache
def _module(config: AppConfig, name: str) -> ModuleType | None:
    """`vitals`, `handlers` or `demo` of a package, or None where it has none."""
    dotted = f"{config.name}.{name}"
    return importlib.import_module(dotted) if importlib.util.find_spec(dotted) else None


def parts() -> list[PartConfig]:
    """Every package of the spine, in the order it is installed."""
    return [c for c in apps.get_app_configs() if isinstance(c, PartConfig)]


def centers() -> list[CenterConfig]:
    """The seven, from Root to Crown."""
    return list(_seven())


@functools.cache
def _seven() -> tuple[CenterConfig, ...]:
    found = [c for c in apps.get_app_configs() if isinstance(c, CenterConfig)]
    return tuple(sorted(found, key=lambda center: center.number))


def center(label: str) -> CenterConfig:
    """The center whose package is `label`; KeyError where there is none."""
    return {c.label: c for c in centers()}[label]


def vitals() -> dict[str, Vital]:
    """Every vital of every center by its name, `center.vital`."""
    return {vital.name: vital for c in centers() for vital in c.vitals}


def vital(name: str) -> Vital:
    """The vital called `name`; KeyError where no center offers it."""
    return vitals()[name]


def readings(name: str, window: Window, population: str | None = None) -> list[Reading]:
    """What the center says about `name` in `window`: one reading per client with rows."""
    return list(vital(name).read(window, population))


def panels(page: str) -> list[tuple[PartConfig, str]]:
    """The panels declared for `page` ("client", "device"), in the order of the spine."""
    return [(part, part.panels[page]) for part in parts() if page in part.panels]


def tellers() -> list[Callable[[Story], None]]:
    """The demo's tellers, from the foundation upward: what each package adds to the story.

    A center may also `reflect`: that is told once all seven have left their rows, before the
    packages above them, because it is made from those rows.
    """
    seventh = max(at for at, part in enumerate(parts()) if isinstance(part, CenterConfig))
    modules = [(at, _module(part, "demo")) for at, part in enumerate(parts())]
    told = [(at, module) for at, module in modules if module is not None]
    return [
        *(module.tell for at, module in told if at <= seventh and hasattr(module, "tell")),
        *(module.reflect for at, module in told if at <= seventh and hasattr(module, "reflect")),
        *(module.tell for at, module in told if at > seventh and hasattr(module, "tell")),
    ]


def pourers() -> list[Callable[[Volume], None]]:
    """What makes a large firm for measuring, from the foundation upward."""
    offers = (getattr(_module(part, "volume"), "pour", None) for part in parts())
    return [offer for offer in offers if offer is not None]


def finders() -> list[Callable[..., list[Any]]]:
    """Every `find(who, text)` that a part's `queries` module offers to core.search."""
    offers = (getattr(_module(part, "queries"), "find", None) for part in parts())
    return [offer for offer in offers if offer is not None]


def importers() -> list[Any]:
    """Every kind of rows that the parts let in from tables: what core.sheets works with."""
    offers = (getattr(_module(part, "importers"), "IMPORTERS", ()) for part in parts())
    return [importer for offer in offers for importer in offer]


def routine() -> frozenset[str]:
    """The facts and verbs of machines that are no news by themselves."""
    return frozenset(name for part in parts() for name in part.routine)


def promise_counts(now: datetime) -> list[PromiseCount]:
    """What the keeper of promises says of each center. It offers `promise_counts(now)` in its
    `vitals` module; nobody else needs to know who it is."""
    return [row for c in centers() for row in _offer(c, "promise_counts", now)]


def keepers_of_promises() -> list[str]:
    """The labels of those who offer `promise_counts`: acts there change the counts."""
    return keepers_of("promise_counts")


def keepers_of(name: str) -> list[str]:
    """The labels of the centers whose `vitals` module offers this."""
    return [c.label for c in centers() if hasattr(_module(c, "vitals"), name)]


def hours_by_center(window: Window) -> list[HoursSpent]:
    """Where the hours went; offered by the keeper of time the same way."""
    return [row for c in centers() for row in _offer(c, "hours_by_center", window)]


def round_lines(clients: frozenset[int], now: datetime) -> list[RoundLine]:
    """What the monitoring round looks at, from every center that offers `round_lines(clients,
    now)` in its `vitals` module: those who make the round import nobody above them."""
    return [row for c in centers() for row in _offer(c, "round_lines", clients, now)]


def in_hand(troubles: frozenset[str]) -> list[InHand]:
    """The open tickets about these troubles; offered by whoever keeps the tickets."""
    return [row for c in centers() for row in _offer(c, "in_hand", troubles)]


def held_back(run_id: int, number: int, to: str) -> list[Text]:
    """Why a step of a run must not become `to` now, or the run not end ("finished", "left"). Who
    began a run for its own ends offers `held_back(run_id, number, to)` and is asked here."""
    return [reason for c in centers() for reason in _offer(c, "held_back", run_id, number, to)]


def _offer(config: CenterConfig, name: str, *asked: object) -> list:  # type: ignore[type-arg]
    offer = getattr(_module(config, "vitals"), name, None)
    return list(offer(*asked)) if offer else []


__all__ = [
    "Ask",
    "Cap",
    "CenterConfig",
    "PartConfig",
    "center",
    "centers",
    "finders",
    "held_back",
    "hours_by_center",
    "importers",
    "in_hand",
    "keepers_of_promises",
    "panels",
    "parts",
    "pourers",
    "promise_counts",
    "readings",
    "round_lines",
    "routine",
    "tellers",
    "vital",
    "vitals",
]
