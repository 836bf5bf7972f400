"""What a fact is, and who answers it. Knows no rows, so that `apps.py` may import it."""

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import ClassVar, TypeVar


@dataclasses.dataclass(frozen=True, slots=True)
class Fact:
    """Base of all facts. Subclasses are found by their name, `center.FactName`."""

    known: ClassVar[dict[str, type["Fact"]]] = {}

    def __init_subclass__(cls, **kwargs: object) -> None:
        # Not super(): slots=True makes the class anew, and the name must point at the second one.
        Fact.known[name_of(cls)] = cls


F = TypeVar("F", bound=Fact)
Handler = Callable[[Fact], None]
_handlers: dict[str, dict[str, Handler]] = defaultdict(dict)
_together: dict[str, Callable[[list[Fact]], None]] = {}


def name_of(fact: type[Fact]) -> str:
    """`nadi.monitoring.events.AlertRaised` -> `monitoring.AlertRaised`."""
    return f"{fact.__module__.split('.')[1]}.{fact.__name__}"


def answers(fact: type[F]) -> Callable[[Callable[[F], None]], Callable[[F], None]]:
    """Register the decorated function as an answer to `fact`. For `handlers.py` modules."""

    def register(handler: Callable[[F], None]) -> Callable[[F], None]:
        _handlers[name_of(fact)][f"{handler.__module__}.{handler.__name__}"] = handler  # type: ignore[assignment]
        return handler

    return register


def answers_together(
    facts: Iterable[type[Fact]],
) -> Callable[[Callable[[list[Fact]], None]], Callable[[list[Fact]], None]]:
    """Register an answer that takes many facts at once: what it costs is the cost of all of them,
    not of each. Each fact still reaches it once."""

    def register(handler: Callable[[list[Fact]], None]) -> Callable[[list[Fact]], None]:
        dotted = f"{handler.__module__}.{handler.__name__}"
        for fact in facts:
            _handlers[name_of(fact)][dotted] = lambda one: handler([one])
            _together[dotted] = handler
        return handler

    return register


def together() -> dict[str, Callable[[list[Fact]], None]]:
    """The answers that take many facts at once, by their dotted name."""
    return _together


def handlers_of(name: str) -> dict[str, Handler]:
    """The registered answers to the fact called `name`, by the handler's dotted name."""
    return _handlers.get(name, {})
