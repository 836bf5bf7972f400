"""New tables in one step are the tables that the steps would have made, one after the other."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations import Migration
from django.db.migrations.state import ProjectState

from nadi.core.tables import NewTables

pytestmark = pytest.mark.django_db(transaction=True)
SHAPE = (
    "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = ANY(ARRAY['shelf_book',"
    " 'shelf_page']::regclass[]) UNION ALL SELECT indexdef FROM pg_indexes WHERE tablename IN"
    " ('shelf_book', 'shelf_page') UNION ALL SELECT concat(table_name, column_name, data_type,"
    " is_nullable) FROM information_schema.columns WHERE table_name IN ('shelf_book', 'shelf_page')"
)


def _operations() -> list[migrations.operations.base.Operation]:
    """Two tables that point at each other, with all that can be added to them later."""
    key = ("id", models.BigAutoField(primary_key=True))
    to_page = models.ForeignKey("shelf.Page", models.PROTECT, null=True)
    return [
        migrations.CreateModel("Book", [key, ("title", models.CharField(max_length=9))]),
        migrations.CreateModel("Page", [key, ("book", models.ForeignKey("Book", models.CASCADE))]),
        migrations.AddField("Book", "first", to_page),
        migrations.AddIndex("Book", models.Index(fields=["title"], name="by_title")),
        migrations.AddConstraint(
            "Page", models.UniqueConstraint(fields=["book"], name="one_page_a_book")
        ),
    ]


def _made_by(kind: type[Migration]) -> list[str]:
    class First(kind):  # type: ignore[misc,valid-type]
        operations = _operations()

    before, migration = ProjectState(), First("first", "shelf")
    with connection.schema_editor() as editor:
        after = migration.apply(before.clone(), editor)
    with connection.cursor() as cursor:
        cursor.execute(SHAPE)
        found = sorted(row[0] for row in cursor.fetchall())
        cursor.execute("DROP TABLE shelf_book, shelf_page CASCADE")
    assert set(after.models) == {("shelf", "book"), ("shelf", "page")}
    return found


def test_the_tables_are_the_same() -> None:
    made = _made_by(NewTables)
    assert len(made) > 10
    assert made == _made_by(Migration)


def test_what_is_not_about_a_new_table_is_refused() -> None:
    class Later(NewTables):
        operations = [migrations.AddField("Book", "pages", models.IntegerField(default=0))]

    with (
        pytest.raises(TypeError, match="not about a table made here"),
        connection.schema_editor() as editor,
    ):
        Later("later", "shelf").apply(ProjectState(), editor)
