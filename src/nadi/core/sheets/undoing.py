"""Taking an import back: exactly what was before, unless somebody has built on it since."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from nadi.core.actions import Actor
from nadi.core.models import AuditRow, SheetImport, SheetLine
from nadi.core.sheets.importing import Importer, as_stored, importer, whole
from nadi.core.sheets.progress import Tick
from nadi.core.sheets.rules import touched_since
from nadi.core.sheets.writing import audit_row

A_BATCH = 500
NAMED = 3
MOST_NAMED = 200  # beyond it the kind is said, without a query for each name
Fated = Literal["removed", "returned", "gone", "hangs", "asked"]


@dataclass(slots=True)
class Fate:
    """What undoing would do with one line. `touched` are the values changed since; they stay,
    unless the person says otherwise."""

    line: SheetLine
    what: Fated
    note: str = ""
    touched: list[str] = field(default_factory=list)


def fates(sheet: SheetImport, lines: Sequence[SheetLine], *, lock: bool = False) -> list[Fate]:
    """What would become of each of these lines, as things stand now."""
    kind = importer(sheet.kind)
    rows = kind.model._base_manager.filter(pk__in=[line.subject for line in lines])
    present = {row.pk: row for row in (rows.select_for_update(of=("self",)) if lock else rows)}
    made = [line.subject for line in lines if line.verdict == "new"]
    hanging = what_hangs(kind.model, [pk for pk in made if pk in present])
    found = []
    for line in lines:
        row = present.get(line.subject)
        if row is None:
            found.append(Fate(line, "gone", "It was removed since."))
        elif line.verdict == "new":
            found.append(_of_made(kind, line, row, hanging.get(row.pk, [])))
        else:
            found.append(_of_changed(kind, line, row))
    return found


def _of_made(kind: Importer, line: SheetLine, row: models.Model, hanging: list[str]) -> Fate:
    if hanging:
        more = f" and {len(hanging) - NAMED} more" if len(hanging) > NAMED else ""
        return Fate(line, "hangs", f"It stays: {', '.join(hanging[:NAMED])}{more} hangs on it.")
    touched = touched_since(line.after, whole(row))
    if touched:
        return Fate(line, "asked", _said_of(kind, touched), touched)
    return Fate(line, "removed")


def _of_changed(kind: Importer, line: SheetLine, row: models.Model) -> Fate:
    touched = touched_since(line.after, whole(row))
    if touched:
        return Fate(line, "asked", _said_of(kind, touched), touched)
    return Fate(line, "returned")


def _said_of(kind: Importer, touched: Iterable[str]) -> str:
    names = ", ".join(str(kind.fields.get(name, name.replace("_", " "))) for name in touched)
    return f"Changed since the import: {names}."


def what_hangs(model: type[models.Model], pks: Collection[int]) -> dict[int, list[str]]:
    """For each row the rows of others that point at it, named. What a machine makes anew by itself
    does not count: its model says so in GOES_WITH."""
    hanging: dict[int, list[str]] = {}
    if not pks:
        return hanging
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        pointing = _pointing(relation, pks)
        by = relation.field.attname
        title = str(relation.related_model._meta.verbose_name)
        for number, pk in enumerate(pointing.order_by().values_list(by, flat=True).distinct()):
            one = pointing.filter(**{by: pk}).first() if number < MOST_NAMED else None
            hanging.setdefault(pk, []).append(f"{title} “{one}”" if one else title)
    return hanging


def _pointing(
    relation: models.ManyToOneRel, pks: Collection[int]
) -> "models.QuerySet[models.Model]":
    goes_with: Mapping[str, Q] = getattr(relation.related_model, "GOES_WITH", {})
    these = RawSQL("SELECT unnest(%s::bigint[])", [list(pks)])  # one parameter, not twenty thousand
    rows = relation.related_model._base_manager.filter(**{f"{relation.field.attname}__in": these})
    if relation.field.name not in goes_with:
        return rows
    going = goes_with[relation.field.name]
    return rows.exclude(going) if going else rows.none()


def take_back(sheet: SheetImport, who: Actor, tick: Tick) -> None:
    """Remove what was made, return what was changed, leave what was built on or changed since."""
    kind = importer(sheet.kind)
    also = set(sheet.also)
    open_lines = sheet.lines.filter(state__in=[SheetLine.State.WRITTEN, SheetLine.State.STAYS])
    lines = list(open_lines.order_by("-number"))
    counted: Counter[str] = Counter()
    for begin in range(0, len(lines), A_BATCH):
        batch = lines[begin : begin + A_BATCH]
        found = fates(sheet, batch, lock=True)
        rows = kind.model._base_manager.in_bulk([line.subject for line in batch])
        removed = [fate for fate in found if _is_removed(fate, also)]
        returned = [
            fate for fate in found if fate.line.verdict == "changes" and fate.what != "gone"
        ]
        audit = [_removal(kind, fate.line, rows, who, sheet) for fate in removed]
        audit += _return(sheet, kind, returned, rows, also, who)
        touched = [rows[fate.line.subject] for fate in [*removed, *returned]]
        kind.untold(sheet.source, touched)
        going = [fate.line.subject for fate in removed]
        kind.model._base_manager.filter(pk__in=going).delete()
        AuditRow.objects.bulk_create(audit)
        for fate in found:
            _settle(fate, also)
            counted[fate.line.state] += 1
        SheetLine.objects.bulk_update(batch, ["state", "note"])
        tick("taken back", begin + len(batch), len(lines))
    sheet.counts = {**sheet.counts, "returned": counted["returned"], "stays": counted["stays"]}


def _is_removed(fate: Fate, also: Collection[int]) -> bool:
    if fate.line.verdict != "new":
        return False
    return fate.what == "removed" or (fate.what == "asked" and fate.line.number in also)


def _removal(
    kind: Importer,
    line: SheetLine,
    rows: Mapping[int, models.Model],
    who: Actor,
    sheet: SheetImport,
) -> AuditRow:
    return audit_row(kind, line, who, "undo", sheet.source, whole(rows[line.subject]), {})


def _return(
    sheet: SheetImport,
    kind: Importer,
    found: Sequence[Fate],
    rows: Mapping[int, models.Model],
    also: Collection[int],
    who: Actor,
) -> list[AuditRow]:
    """Put back what was before, but for the values changed since, where nobody ticked them."""
    names: set[str] = set()
    audit = []
    for fate in found:
        line, row = fate.line, rows[fate.line.subject]
        staying = set() if line.number in also else set(fate.touched)
        back = {name: value for name, value in line.before.items() if name not in staying}
        was = {name: value for name, value in whole(row).items() if name in back}
        for name, value in back.items():
            setattr(row, name, as_stored(kind.model, name, value))
        names |= set(back)
        audit.append(audit_row(kind, line, who, "undo", sheet.source, was, back))
    fields = [f.name for f in kind.model._meta.concrete_fields if f.attname in names]
    if fields:
        changed = [rows[fate.line.subject] for fate in found]
        kind.model._base_manager.bulk_update(changed, fields)
    return audit


def _settle(fate: Fate, also: Collection[int]) -> None:
    asked = fate.what == "asked" and fate.line.number not in also
    stays = fate.what == "hangs" or asked
    fate.line.state = SheetLine.State.STAYS if stays else SheetLine.State.RETURNED
    fate.line.note = fate.note if stays or fate.what == "gone" else ""
