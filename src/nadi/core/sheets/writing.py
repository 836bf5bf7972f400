"""Writing a table: every row of it or none, exactly as the preview said."""

from collections.abc import Mapping, Sequence

from django.db import models

from nadi.core.actions import Actor
from nadi.core.errors import Refused
from nadi.core.models import AuditRow, SheetImport, SheetLine
from nadi.core.sheets.importing import Importer, as_stored, importer, whole
from nadi.core.sheets.looking import as_looked_at, look
from nadi.core.sheets.progress import Tick
from nadi.core.sheets.rules import not_as_looked_at

A_BATCH = 500


def write(sheet: SheetImport, who: Actor, tick: Tick) -> None:
    """Look once more, with locks; refuse where it is not what was shown; then write."""
    kind = importer(sheet.kind)
    moved = not_as_looked_at(as_looked_at(sheet), look(sheet, who, tick).judged)
    if moved:
        raise Refused(
            f"Since you looked, something here was changed: {len(moved)} rows would become "
            f"something else now (the first is row {moved[0]}). Nothing was imported. Look again."
        )
    lines = list(sheet.lines.filter(verdict__in=["new", "changes"]).order_by("number"))
    written: list[models.Model] = []
    for begin in range(0, len(lines), A_BATCH):
        batch = lines[begin : begin + A_BATCH]
        written += _make(sheet, kind, [line for line in batch if line.verdict == "new"])
        written += _change(kind, [line for line in batch if line.verdict == "changes"])
        SheetLine.objects.bulk_update(batch, ["subject_id", "title", "after", "state"])
        AuditRow.objects.bulk_create(_audit(sheet, kind, line, who) for line in batch)
        tick("written", begin + len(batch), len(lines))
    kind.told(sheet.source, written)


def _make(sheet: SheetImport, kind: Importer, lines: Sequence[SheetLine]) -> list[models.Model]:
    values = [_stored(kind, line.values) for line in lines]
    made = kind.model._base_manager.bulk_create(kind.make(values))
    fresh = kind.model._base_manager.in_bulk([row.pk for row in made])
    rows = [fresh[row.pk] for row in made]
    for line, row in zip(lines, rows, strict=True):
        line.subject_id, line.title, line.after = row.pk, str(row)[:200], whole(row)
        line.state = SheetLine.State.WRITTEN
    return rows


def _change(kind: Importer, lines: Sequence[SheetLine]) -> list[models.Model]:
    rows = kind.model._base_manager.in_bulk([line.subject for line in lines])
    for line in lines:
        row = rows[line.subject]
        for name, value in _stored(kind, line.after).items():
            setattr(row, name, value)
        line.title, line.state = str(row)[:200], SheetLine.State.WRITTEN
    names = sorted({name for line in lines for name in line.after})
    if names:
        kind.model._base_manager.bulk_update(rows.values(), [_field(kind, name) for name in names])
    return list(rows.values())


def _stored(kind: Importer, values: Mapping[str, object]) -> dict[str, object]:
    return {name: as_stored(kind.model, name, value) for name, value in values.items()}


def _field(kind: Importer, name: str) -> str:
    """`client_id` is written as `client`."""
    return next(f.name for f in kind.model._meta.concrete_fields if f.attname == name)


def _audit(sheet: SheetImport, kind: Importer, line: SheetLine, who: Actor) -> AuditRow:
    return audit_row(kind, line, who, "import", sheet.source, line.before, line.after)


def audit_row(
    kind: Importer,
    line: SheetLine,
    who: Actor,
    verb: str,
    source: str,
    before: Mapping[str, object],
    after: Mapping[str, object],
) -> AuditRow:
    """What happened to one row, as an act of its own would have left it."""
    meta = kind.model._meta
    return AuditRow(
        verb=f"{meta.app_label}.{verb}_{kind.kind}",
        actor_id=who.pk,
        actor=str(who)[:200],
        subject_type=meta.label_lower,
        subject_id=line.subject_id,
        subject=line.title,
        before=dict(before),
        after=dict(after),
        because=f"{source}, row {line.number}",
    )
