"""docs/essay.md: every statement of the mission has page, row and test, or says not yet."""

import re
from pathlib import Path

import pytest
from django.apps import apps

import nadi
from nadi.config.permissions import TABLE

PACKAGE = Path(nadi.__file__).parent
PAGE = PACKAGE.parents[1] / "docs" / "essay.md"
NOT_YET = "**not yet**"


def _statements() -> list[list[str]]:
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
    ]
    return [row for row in rows if row[0] != "statement"]


PROVEN = [row for row in _statements() if not row[1].startswith(NOT_YET)]


def test_every_statement_is_proven_or_says_not_yet() -> None:
    assert len(_statements()) >= 30
    assert all(len(row) == 4 and all(row) for row in PROVEN)
    assert len(PROVEN) >= 20


@pytest.mark.parametrize("row", PROVEN, ids=lambda row: row[0][:40])
def test_page_row_and_test_exist(row: list[str]) -> None:
    page, model, test = (cell.strip("`") for cell in row[1:])
    assert page in TABLE, f"no such page: {page}"
    apps.get_model(model)
    path, _, name = test.partition("::")
    assert re.search(rf"^(async )?def {name}\(", (PACKAGE / path).read_text(encoding="utf-8"), re.M)
