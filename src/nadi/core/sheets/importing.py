"""What a package says about the rows it lets in: their columns, how they are known, how they are
made. It offers them as `IMPORTERS` in its `importers` module; core.centers finds them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import models

from nadi.core import centers
from nadi.core.actions import plain
from nadi.core.actors import Actor
from nadi.core.errors import NotFound
from nadi.core.sheets.columns import Column
from nadi.core.sheets.rules import Keys, Known, Meant
from nadi.core.vitals import Text

Values = dict[str, object]


@dataclass(frozen=True, slots=True)
class Importer:
    """One kind of rows.

    `understand(who, rows)` turns what the cells say (by column) into values of the model's fields,
    and adds a problem where they cannot be understood. `present(who, rows)` gives the rows that are
    here and may be meant, locked. `keys` says how either is known. `make` turns values into rows
    that are not yet saved. `told` is called once all is written, to announce it; `untold` once it
    has been taken back. `fields` are the fields of the model that an import may write.
    """

    kind: str
    title: Text
    about: Text
    model: type[models.Model]
    columns: tuple[Column, ...]
    needs: tuple[tuple[str, ...], ...]
    fields: Mapping[str, Text]
    understand: Callable[[Actor, list[Meant]], None]
    present: Callable[[Actor, list[Meant]], Iterable[models.Model]]
    keys: Callable[[Mapping[str, object]], Keys]
    make: Callable[[Sequence[Values]], list[models.Model]]
    url: Callable[[int], str]
    closed: Callable[[models.Model, Sequence[Meant]], str] = lambda row, rows: ""
    told: Callable[[str, Sequence[models.Model]], None] = lambda source, rows: None
    untold: Callable[[str, Sequence[models.Model]], None] = lambda source, rows: None

    def known(self, who: Actor, rows: list[Meant]) -> list[Known]:
        """What is here already, as plain values."""
        found = []
        for row in self.present(who, rows):
            values = self.values_of(row)
            keys = self.keys(values)
            found.append(Known(row.pk, values, keys, str(row), self.closed(row, rows)))
        return found

    def values_of(self, row: models.Model) -> Values:
        return {name: plain(getattr(row, name)) for name in self.fields}

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def title_of(self, group: Sequence[str]) -> str:
        """ "Name" or "First name", for a sentence about what is missing."""
        return " / ".join(str(self.column(name).title) for name in group)


def whole(row: models.Model) -> Values:
    """Everything a row holds, as the database would give it back."""
    return {field.attname: plain(getattr(row, field.attname)) for field in _fields(type(row))}


def as_stored(model: type[models.Model], name: str, value: object) -> object:
    """A plain value as the field of that name holds it."""
    field = next(field for field in _fields(model) if field.attname == name)
    kept = field.target_field if isinstance(field, models.ForeignKey) else field
    return kept.to_python(value)


def _fields(model: type[models.Model]) -> list["models.Field[object, object]"]:
    return list(model._meta.concrete_fields)


def importers() -> dict[str, Importer]:
    return {each.kind: each for each in centers.importers()}


def importer(kind: str) -> Importer:
    found = importers().get(kind)
    if found is None:
        raise NotFound("Rows of this kind are not imported here.")
    return found
