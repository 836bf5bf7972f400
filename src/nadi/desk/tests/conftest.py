"""What the tests of the board share."""

import pytest

from nadi.agreements.models import WorkType

KINDS = {
    "reactive": 5, "change": 5, "project": 6, "proactive": 4, "documentation": 2,
    "administration": 1,
}  # fmt: skip


@pytest.fixture
def kinds_of_work(transactional_db: None) -> None:
    """A test that really commits begins with emptied tables; the migration's kinds are gone."""
    for slug, center in KINDS.items():
        WorkType.objects.get_or_create(
            slug=slug,
            defaults={"name": slug, "center": center, "default_answer": "covered"},
        )
