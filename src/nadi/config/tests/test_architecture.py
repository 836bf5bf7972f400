"""What no import linter sees: the front door, foreign keys, actions, and the seven in order."""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField

import nadi
from nadi.core import centers

SPINE = [
    "core",
    "accounts",
    "clients",
    "fleet",
    "agreements",
    "learning",
    "monitoring",
    "maintenance",
    "desk",
    "planning",
    "culture",
    "balance",
    "config",
    "running",
]
CENTERS = SPINE[4:11]
FRONT_DOOR = {"actions", "queries", "events"}
ROOT = Path(nadi.__file__).parent


def _modules(package: str) -> Iterator[ModuleType]:
    found = importlib.import_module(package)
    yield found
    for info in pkgutil.walk_packages(found.__path__, f"{package}."):
        if (
            ".tests" not in info.name
            and ".migrations" not in info.name
            and "__main__" not in info.name
        ):
            yield importlib.import_module(info.name)


def _imports(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module, node.lineno
            for name in node.names:
                yield f"{node.module}.{name.name}", node.lineno
        elif isinstance(node, ast.Import):
            for name in node.names:
                yield name.name, node.lineno


def test_exactly_seven_centers_in_order() -> None:
    assert [c.label for c in centers.centers()] == CENTERS
    assert [c.number for c in centers.centers()] == list(range(1, 8))
    assert [c.energy for c in centers.centers()] == [
        "Root", "Sacral", "Solar", "Heart", "Throat", "Third Eye", "Crown",
    ]  # fmt: skip
    assert all(str(c.purpose) and str(c.awaits) for c in centers.centers())


@pytest.mark.parametrize("package", CENTERS)
def test_between_centers_only_the_front_door_is_open(package: str) -> None:
    wrong = []
    for path in (ROOT / package).rglob("*.py"):
        if "tests" in path.parts or "migrations" in path.parts:
            continue
        for module, line in _imports(path):
            parts = module.split(".")
            if parts[0] != "nadi" or len(parts) < 3:
                continue
            neighbour = parts[1] in CENTERS and parts[1] != package
            in_demo = parts[2] == "demo" and "demo" in str(path)
            if neighbour and parts[2] not in FRONT_DOOR and not in_demo:
                wrong.append(f"{path.relative_to(ROOT)}:{line} {module}")
    assert wrong == []


def test_foreign_keys_point_down() -> None:
    wrong = []
    for model in apps.get_models():
        if not model.__module__.startswith("nadi."):
            continue
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey | ManyToManyField):
                target = field.related_model._meta.app_label
                here = model._meta.app_label
                if target in SPINE and SPINE.index(target) > SPINE.index(here):
                    wrong.append(f"{model.__name__}.{field.name} -> {target}")
    assert wrong == []


@pytest.mark.parametrize("package", SPINE[:12])
def test_every_public_function_of_actions_is_an_action(package: str) -> None:
    wrong = []
    for module in _modules(f"nadi.{package}"):
        if ".actions" not in module.__name__ or package == "core":
            continue
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == module.__name__
            if own and not name.startswith("_") and not hasattr(function, "__nadi_action__"):
                wrong.append(f"{module.__name__}.{name}")
    assert wrong == []


@pytest.mark.parametrize("package", SPINE)
def test_no_import_hides_in_a_function(package: str) -> None:
    wrong = []
    for path in (ROOT / package).rglob("*.py"):
        if "tests" in path.parts or "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                wrong += [
                    f"{path.relative_to(ROOT)}:{inner.lineno}"
                    for inner in ast.walk(node)
                    if isinstance(inner, ast.Import | ast.ImportFrom)
                ]
    assert wrong == []


@pytest.mark.parametrize("package", SPINE)
def test_files_and_functions_stay_small(package: str) -> None:
    wrong = []
    for path in (ROOT / package).rglob("*.py"):
        if "tests" in path.parts or "migrations" in path.parts or "demo" in str(path.name):
            continue
        text = path.read_text()
        if text.count("\n") > 400:
            wrong.append(f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or 0) - node.lineno + 1
                if size > 60:
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {size}")
    assert wrong == []
