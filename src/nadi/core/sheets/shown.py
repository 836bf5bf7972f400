"""The lines of an import in words: what is new, what changes from what to what, and why not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _

from nadi.core import words
from nadi.core.models import SheetLine
from nadi.core.sheets.importing import Importer

TONES = {"new": "good", "changes": "info", "same": "", "doubled": "warn", "unreadable": "bad"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One line for the page."""

    line: SheetLine
    title: str
    note: str
    verdict: str
    tone: str
    url: str


def verdict_word(verdict: str) -> str:
    return {
        "new": _("New"),
        "changes": _("Changes"),
        "same": _("As it is here"),
        "doubled": _("Doubled in the file"),
        "unreadable": _("Cannot be read"),
    }.get(verdict, verdict)


def shown(kind: Importer, lines: Sequence[SheetLine]) -> list[Shown]:
    names = _names(kind, lines)
    return [
        Shown(
            line,
            title=_title(line),
            note=_note(kind, line, names),
            verdict=verdict_word(line.verdict),
            tone=TONES.get(line.verdict, ""),
            url=kind.url(line.subject) if _is_here(line) else "",
        )
        for line in lines
    ]


def _is_here(line: SheetLine) -> bool:
    gone = line.verdict == "new" and line.state in (
        SheetLine.State.LOOKED,
        SheetLine.State.RETURNED,
    )
    return line.subject_id is not None and not gone


def _title(line: SheetLine) -> str:
    values = line.values
    name = line.title or values.get("name") or values.get("email") or values.get("serial")
    return str(name or _("Row %(n)d") % {"n": line.number})


def _note(kind: Importer, line: SheetLine, names: dict[tuple[str, object], str]) -> str:
    if line.note:
        return line.note
    if line.verdict in ("doubled", "unreadable"):
        said = line.why[:1].upper() + line.why[1:]
        return said if said.endswith(("?", ".")) else f"{said}."
    if line.verdict == "changes":
        return "; ".join(
            _("%(field)s: %(old)s → %(new)s")
            % {
                "field": kind.fields.get(name, name),
                "old": _said(name, line.before.get(name), names),
                "new": _said(name, value, names),
            }
            for name, value in _in_order(kind, line.after)
        )
    values = [_said(name, value, names) for name, value in _in_order(kind, line.values)]
    return " · ".join(values[1:] if "name" in line.values else values)


def _in_order(kind: Importer, values: dict[str, object]) -> list[tuple[str, object]]:
    """The name first, then as the importer lists its fields; a row of JSON has no order."""
    order = ["name", *(name for name in kind.fields if name != "name")]
    return [(name, values[name]) for name in order if name in values]


def _said(name: str, value: object, names: dict[tuple[str, object], str]) -> str:
    if (name, value if not isinstance(value, list) else None) in names:
        return names[name, value]
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return words.listed(value) if value else _("nothing")
    return str(value).replace("\n", ", ") if value not in (None, "") else _("nothing")


def _names(kind: Importer, lines: Iterable[SheetLine]) -> dict[tuple[str, object], str]:
    """What the numbers in the values stand for: one query for each kind of row they lead to."""
    names: dict[tuple[str, object], str] = {}
    for field in kind.model._meta.concrete_fields:
        if not isinstance(field, models.ForeignKey) or field.attname not in kind.fields:
            continue
        wanted = {
            values.get(field.attname)
            for line in lines
            for values in (line.values, line.before, line.after)
        } - {None}
        found = field.related_model._base_manager.in_bulk(list(wanted)) if wanted else {}
        names |= {(field.attname, pk): str(row) for pk, row in found.items()}
    return names
