"""Bring a table, say what its columns mean, look at what it would do, do it, take it back."""

import csv
from itertools import islice
from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nadi.core.actions import Actor
from nadi.core.errors import NadiError, NotFound
from nadi.core.models import SheetImport, SheetLine, SheetProgress
from nadi.core.pages import page
from nadi.core.sheets import actions, reading, work
from nadi.core.sheets.cells import escaped
from nadi.core.sheets.forms import ColumnsForm, FileForm, OtherwiseForm
from nadi.core.sheets.importing import Importer, importer, importers
from nadi.core.sheets.looking import table_of
from nadi.core.sheets.rows import Table
from nadi.core.sheets.rules import VERDICTS
from nadi.core.sheets.shown import shown, verdict_word
from nadi.core.sheets.undoing import Fate, fates

State = SheetImport.State
A_PAGE = 100
HEAD = 5
MOST_ASKED = 200
WORKING = {State.LOOKING, State.IMPORTING, State.UNDOING}


@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """The tables that were brought, the newest first, and what can be brought."""
    found = Paginator(SheetImport.objects.order_by("-brought_at", "-pk"), 50)
    kinds = importers()
    values = {
        "imports": found.get_page(request.GET.get("page")),
        "kinds": kinds.values(),
        "titles": {kind.kind: kind.title for kind in kinds.values()},
    }
    return page(request, "core/imports.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    wanted = importer(kind)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            sheet = actions.keep_sheet(
                file.read(), kind=kind, file_name=file.name, by=_who(request)
            )
        except NadiError as problem:
            form.add_error("file", str(problem.sentence))
        else:
            return redirect("core:import", sheet.pk)
    status = 422 if form.errors else 200
    return page(request, "core/import_new.html", {"form": form, "kind": wanted}, status=status)


@require_safe
def empty(request: HttpRequest, kind: str) -> HttpResponse:
    """A table with the right headings and nothing below them."""
    wanted = importer(kind)
    response = _csv(f"{kind}.csv")
    csv.writer(response).writerow([str(column.title) for column in wanted.columns])
    return response


@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One table, wherever it stands; live while something is done with it."""
    sheet = _sheet(pk)
    kind = importer(sheet.kind)
    if sheet.state == State.KEPT or (sheet.state == State.LOOKED and "columns" in request.GET):
        return _columns_page(request, sheet, kind, None)
    return page(request, "core/import.html", _values(request, sheet, kind), block="live")


def _values(request: HttpRequest, sheet: SheetImport, kind: Importer) -> dict[str, object]:
    wanted = request.GET.get("show", "")
    wanted = wanted if wanted in VERDICTS else ""
    lines = sheet.lines.order_by("number")
    lines = lines.filter(verdict=wanted) if wanted else lines
    stays = sheet.lines.filter(state=SheetLine.State.STAYS).order_by("number")
    if request.GET.get("show") == "stays":
        wanted, lines = "stays", stays
    paged = Paginator(lines, A_PAGE).get_page(request.GET.get("page"))
    counts = sheet.counts
    tabs = [(_("All rows"), "?", sum(counts.get(each, 0) for each in VERDICTS), not wanted)]
    tabs += [
        (verdict_word(each), f"?show={each}", counts[each], each == wanted)
        for each in VERDICTS
        if counts.get(each)
    ]
    if counts.get("stays"):
        tabs.append((_("Stays"), "?show=stays", counts["stays"], wanted == "stays"))
    to_write = counts.get("new", 0) + counts.get("changes", 0)
    return {
        "sheet": sheet,
        "kind": kind,
        "is_working": sheet.state in WORKING,
        "progress": SheetProgress.objects.filter(pk=sheet.pk).first(),
        "tabs": tabs,
        "show": wanted,
        "lines": shown(kind, list(paged.object_list)) if sheet.state not in WORKING else [],
        "paged": paged,
        "to_write": to_write,
        "unused": [each for each in _unused(sheet) if each],
        "sentence": _sentence(sheet, to_write),
    }


def _unused(sheet: SheetImport) -> list[str]:
    used = set(sheet.mapping.values())
    return [each for place, each in enumerate(sheet.headings) if place not in used]


def _sentence(sheet: SheetImport, to_write: int) -> str:
    """What the whole of it comes to."""
    count = sheet.counts
    if sheet.state == State.LOOKED and not to_write:
        return _("There is nothing in it to write.")
    if sheet.state == State.UNDONE:
        back = ngettext(
            "%(n)d row was taken back.", "%(n)d rows were taken back.", count.get("returned", 0)
        )
        stay = ngettext("%(n)d row stays.", "%(n)d rows stay.", count.get("stays", 0))
        said = back % {"n": count.get("returned", 0)}
        return f"{said} {stay % {'n': count['stays']}}" if count.get("stays") else said
    new = ngettext("%(n)d new", "%(n)d new", count.get("new", 0)) % {"n": count.get("new", 0)}
    changes = _("%(n)d changed") % {"n": count.get("changes", 0)}
    left = sum(count.get(each, 0) for each in ("doubled", "unreadable"))
    rest = ngettext("%(n)d row is left out", "%(n)d rows are left out", left) % {"n": left}
    same = _("%(n)d as they are here") % {"n": count.get("same", 0)}
    parts = [new, changes, same, *([rest] if left else [])]
    return ", ".join(parts) + "."


def _columns_page(
    request: HttpRequest, sheet: SheetImport, kind: Importer, form: ColumnsForm | None
) -> HttpResponse:
    table, problem = _head(sheet)
    head = [row.cells for row in islice(table.rows, HEAD)] if table else []
    form = form or ColumnsForm(sheet=sheet, kind=kind, head=head)
    values = {
        "sheet": sheet,
        "kind": kind,
        "form": form,
        "otherwise": OtherwiseForm(sheet=sheet, sheets=table.sheets if table else ()),
        "head": head,
        "problem": sheet.problem or problem,
        "remarks": sheet.remarks,
    }
    return page(request, "core/import_columns.html", values, status=422 if form.errors else 200)


def _head(sheet: SheetImport) -> tuple[Table | None, str]:
    try:
        return table_of(sheet), ""
    except NadiError as problem:
        return None, str(problem.sentence)


@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """The columns are chosen: look it through. What is small is looked through at once."""
    sheet = _sheet(pk)
    kind = importer(sheet.kind)
    table, _problem = _head(sheet)
    head = [row.cells for row in islice(table.rows, HEAD)] if table else []
    form = ColumnsForm(request.POST, sheet=sheet, kind=kind, head=head)
    if not form.is_valid():
        return _columns_page(request, sheet, kind, form)
    actions.choose_columns(
        sheet,
        mapping=form.mapping(),
        fixed=form.fixed(),
        days=form.cleaned_data["days"],
        by=_who(request),
    )
    return _at_once(request, sheet)


@require_POST
def otherwise(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the same bytes in another way."""
    options = {name: request.POST.get(name, "") for name in actions.OPTIONS}
    actions.read_otherwise(_sheet(pk), options=options, by=_who(request))
    return redirect("core:import", pk)


@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what was shown."""
    sheet = _sheet(pk)
    actions.begin_import(sheet, by=_who(request))
    return _at_once(request, sheet)


@require_POST
def put_aside(request: HttpRequest, pk: int) -> HttpResponse:
    actions.put_aside(_sheet(pk), by=_who(request))
    messages.success(request, _("Put aside. The file stays here as it came."))
    return redirect("core:imports")


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """What undoing would do, and the question about what was changed since."""
    sheet = _sheet(pk)
    if request.method == "POST":
        also = [int(each) for each in request.POST.getlist("also") if each.isdecimal()]
        actions.begin_undo(sheet, also=also, by=_who(request))
        return _at_once(request, sheet)
    if sheet.state not in (State.DONE, State.UNDONE):
        return redirect("core:import", pk)
    kind = importer(sheet.kind)
    open_lines = sheet.lines.filter(state__in=[SheetLine.State.WRITTEN, SheetLine.State.STAYS])
    found = fates(sheet, list(open_lines.order_by("number")))
    values = {
        "sheet": sheet,
        "kind": kind,
        "removed": sum(fate.what == "removed" for fate in found),
        "returned": sum(fate.what == "returned" for fate in found),
        "gone": sum(fate.what == "gone" for fate in found),
        "asked": _worded(kind, found, "asked"),
        "hangs": _worded(kind, found, "hangs"),
    }
    return page(request, "core/import_undo.html", values)


def _worded(kind: Importer, found: list[Fate], what: str) -> list[tuple[SheetLine, str, str, str]]:
    return [
        (fate.line, fate.line.title, fate.note, kind.url(fate.line.subject))
        for fate in found
        if fate.what == what
    ][:MOST_ASKED]


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes as they came. Never shown by the browser: they may hold anything."""
    sheet = _sheet(pk)
    response = HttpResponse(bytes(sheet.file.raw), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="import-{pk}.bin"'
    return response


@require_safe
def rows(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said of each row, as CSV; cells that begin like a formula are kept text."""
    sheet = _sheet(pk)
    kind = importer(sheet.kind)
    response = _csv(f"import-{pk}-rows.csv")
    writer = csv.writer(response)
    writer.writerow([_("Row"), _("Verdict"), _("Which"), _("What")])
    for each in shown(kind, list(sheet.lines.order_by("number"))):
        cells = (str(each.line.number), each.verdict, each.title, each.note)
        writer.writerow([escaped(cell) for cell in cells])
    return response


def _csv(name: str) -> HttpResponse:
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _at_once(request: HttpRequest, sheet: SheetImport) -> HttpResponse:
    """The queue has it already. What takes a moment is done here, before anybody waits."""
    if reading.is_small(bytes(sheet.file.raw)):
        work.perform(sheet.pk, cast(int, request.user.pk), telling=False)
    return redirect("core:import", sheet.pk)


def _who(request: HttpRequest) -> Actor:
    return cast(Actor, request.user)


def _sheet(pk: int) -> SheetImport:
    found = SheetImport.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such import."))
    return found
