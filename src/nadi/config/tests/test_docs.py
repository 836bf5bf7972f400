"""Documentation that cannot rot: every setting, event, vital and decision is where it says."""

import importlib.util
import re
from pathlib import Path

import pytest

import nadi
from nadi.core import centers, facts

pytestmark = pytest.mark.docs
ROOT = Path(nadi.__file__).parents[2]
DOCS = ROOT / "docs"


def _read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_every_setting_is_described_and_every_description_is_a_setting() -> None:
    settings = set[str]()
    for part in ("config", "running", "fleet/intake"):
        for path in (ROOT / "src/nadi" / part).glob("*.py"):
            source = path.read_text(encoding="utf-8")
            settings |= set(re.findall(r'(?:env\.\w+|environ\.get|_asked)\("(NADI_\w+)"', source))
    settings = {name.removesuffix("_FILE") for name in settings}
    assert set(re.findall(r"^\| `(NADI_\w+)`", _read("settings.md"), re.MULTILINE)) == settings


def test_every_fact_is_listed_in_the_catalogue() -> None:
    for part in centers.parts():
        if importlib.util.find_spec(f"{part.name}.events"):
            importlib.import_module(f"{part.name}.events")
    known = {
        name for name in facts.Fact.known if f"nadi.{name.split('.')[0]}.events" in _homes(name)
    }
    listed = set(re.findall(r"^\| `(\w+\.\w+)`", _read("events.md"), re.MULTILINE))
    assert listed == known


def _homes(name: str) -> str:
    return facts.Fact.known[name].__module__


def test_every_vital_is_listed_with_its_source() -> None:
    listed = set(re.findall(r"^\| `(\w+\.\w+)`", _read("vitals.md"), re.MULTILINE))
    assert listed == set(centers.vitals())
    assert all(vital.goalposts.source for vital in centers.vitals().values())


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(
        r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8")
    ):
        assert (page.parent / target).exists(), target


def test_decisions_are_numbered_without_gap_or_twin() -> None:
    numbers = sorted(int(path.name[:4]) for path in (DOCS / "decisions").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
