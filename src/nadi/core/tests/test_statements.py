"""Plain statements answer as the ORM does, whether they are written down or prepared."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nadi.core.models import Said
from nadi.core.statements import columns, made, rows, texts

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)
SAID = f"SELECT {columns(Said, 's')} FROM core_said s WHERE s.name = ANY(%s::text[]) AND s.at <= %s"


def test_a_plain_row_is_the_orms() -> None:
    Said.objects.create(name="a.b", value={"deep": [1, None, "ü"]}, by="Maya", at=NOW)
    Said.objects.create(name="c", value=0, by="", at=NOW + timedelta(seconds=1))
    slow = Said.objects.get(name="a.b")
    for _ in range(12):  # beyond the number from which on it is prepared
        (row,) = rows(SAID, [texts(["a.b", "c"]), NOW])
        found = made(Said, row)
        assert {f.attname: getattr(found, f.attname) for f in Said._meta.concrete_fields} == {
            f.attname: getattr(slow, f.attname) for f in Said._meta.concrete_fields
        }
        assert not found._state.adding
        assert rows(SAID, [texts([]), NOW]) == []
    found.by = "Somebody"
    found.save()
    assert Said.objects.get(name="a.b").by == "Somebody"
    with CaptureQueriesContext(connection) as seen:
        rows(SAID, [texts(["c"]), NOW])
    assert len(seen) == 1
    assert "core_said" in seen[0]["sql"]
    assert "{c}" in seen[0]["sql"]
