"""What people do with a table they bring: keep it, choose its columns, import it, take it back."""

import hashlib
from collections.abc import Mapping
from itertools import islice

from procrastinate.contrib.django import app

from nadi.core.actions import Actor, action
from nadi.core.errors import BadInput, Forbidden, Refused
from nadi.core.models import SheetFile, SheetImport
from nadi.core.sheets import columns
from nadi.core.sheets.importing import importer
from nadi.core.sheets.looking import table_of

RUN = "core.work_on_sheet"
State = SheetImport.State
OPTIONS = ("encoding", "delimiter", "sheet", "heading_row", "days")


@action
def keep_sheet(raw: bytes, *, kind: str, file_name: str, by: Actor) -> SheetImport:
    """Keep a table as it came, and propose what its columns mean. Refused where it is none."""
    importer(kind)
    if by.pk is None:
        raise Forbidden("Only people bring tables.")
    sheet = SheetImport.objects.create(
        kind=kind,
        file_name=file_name[:200] or "table",
        digest=hashlib.sha256(raw).hexdigest(),
        by_id=by.pk,
        by=str(by)[:200],
    )
    SheetFile.objects.create(sheet=sheet, raw=raw)
    _read_head(sheet)
    return sheet


@action
def read_otherwise(sheet: SheetImport, *, options: Mapping[str, str], by: Actor) -> SheetImport:
    """Another encoding, delimiter, sheet, or row of headings: the columns are proposed anew."""
    held = _held(sheet, State.KEPT, State.LOOKED)
    held.options = {name: options[name] for name in OPTIONS if options.get(name)}
    held.state, held.problem = State.KEPT, ""
    _read_head(held)
    return held


def _read_head(sheet: SheetImport) -> None:
    table = table_of(sheet)
    list(islice(table.rows, 1))  # what is broken from its first row on is refused at once
    sheet.headings, sheet.remarks = list(table.headings), table.remarks
    sheet.options = {
        **sheet.options, "encoding": table.encoding, "delimiter": table.delimiter,
        "sheet": table.sheet, "heading_row": str(table.heading_row),
    }  # fmt: skip
    sheet.mapping = columns.proposed(sheet.headings, importer(sheet.kind).columns)
    sheet.save()


@action
def choose_columns(
    sheet: SheetImport,
    *,
    mapping: Mapping[str, int],
    fixed: Mapping[str, str],
    days: str,
    by: Actor,
) -> SheetImport:
    """What the columns mean. It is then looked through, with nothing written."""
    held = _held(sheet, State.KEPT, State.LOOKED)
    kind = importer(held.kind)
    known = {column.name for column in kind.columns}
    if set(mapping) - known or set(fixed) - known:
        raise BadInput("There is no such column.")
    if any(not 0 <= place < len(held.headings) for place in mapping.values()):
        raise BadInput("The file has no such column.")
    held.mapping, held.problem = dict(mapping), ""
    held.fixed = {name: text.strip() for name, text in fixed.items() if text.strip()}
    held.options = {**held.options, "days": days}
    return _begin(held, State.LOOKING, by)


@action
def begin_import(sheet: SheetImport, *, by: Actor) -> SheetImport:
    """Write what the preview said."""
    held = _held(sheet, State.LOOKED)
    if not held.counts.get("new") and not held.counts.get("changes"):
        raise Refused("There is nothing in it to write.")
    return _begin(held, State.IMPORTING, by)


@action
def begin_undo(sheet: SheetImport, *, also: list[int], by: Actor) -> SheetImport:
    """Take it back; of what was changed since, only the lines in `also`."""
    held = _held(sheet, State.DONE, State.UNDONE)
    held.also = also
    return _begin(held, State.UNDOING, by)


@action
def put_aside(sheet: SheetImport, *, by: Actor) -> SheetImport:
    """It will not be imported. The file stays here as it came."""
    held = _held(sheet, State.KEPT, State.LOOKED)
    held.state = State.PUT_ASIDE
    held.save(update_fields=["state"])
    return held


def _held(sheet: SheetImport, *states: str) -> SheetImport:
    held = SheetImport.objects.select_for_update().get(pk=sheet.pk)
    if held.state not in states:
        raise Refused(f"This import is {held.get_state_display().lower()}; that is not its turn.")
    return held


def _begin(sheet: SheetImport, state: str, by: Actor) -> SheetImport:
    sheet.state, sheet.problem = state, ""
    sheet.save()
    app.configure_task(RUN, queue="sheets").defer(sheet_id=sheet.pk, by_id=by.pk)
    return sheet
