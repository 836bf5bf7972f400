"""First migrations that make all their tables in one step."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.state import ProjectState


class NewTables(Migration):
    """Creates tables and adds only to those it creates.

    Django renders every related model of the project anew after each operation, which grows with
    the square of the models and was half of a first start. New tables can be made from the last
    state at once, and that is rendered once.
    """

    def apply(
        self,
        project_state: ProjectState,
        schema_editor: BaseDatabaseSchemaEditor,
        collect_sql: bool = False,
    ) -> ProjectState:
        created = [one for one in self.operations if isinstance(one, CreateModel)]
        self._refuse_what_is_not_new({one.name_lower for one in created})
        project_state.__dict__.pop("apps", None)  # rendered again when next asked for
        for operation in self.operations:
            operation.state_forwards(self.app_label, project_state)
        for one in created:
            schema_editor.create_model(project_state.apps.get_model(self.app_label, one.name))
        return project_state

    def _refuse_what_is_not_new(self, names: set[str]) -> None:
        for one in self.operations:
            if isinstance(one, CreateModel):
                continue
            added = isinstance(one, AddField | AddConstraint | AddIndex)
            if not added or one.model_name_lower not in names:  # type: ignore[attr-defined]
                raise TypeError(f"{self}: {one.describe()} is not about a table made here.")
