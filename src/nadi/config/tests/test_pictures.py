"""Pictures of this part's pages, to be looked at; each must open without a complaint."""

from collections.abc import Callable
from pathlib import Path

import pytest

from nadi.accounts.models import Person

pytestmark = pytest.mark.browser


def test_styleguide(pictures: Callable[..., list[Path]], maya: Person) -> None:
    taken = pictures(maya, "/styleguide/?scheme=light", "/styleguide/?scheme=dark")
    assert all(path.stat().st_size > 20_000 for path in taken)
