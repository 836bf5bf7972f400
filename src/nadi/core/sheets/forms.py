"""What people say about a table: which file, which column means what, how it is to be read."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nadi.core.models import SheetImport
from nadi.core.sheets.columns import samples
from nadi.core.sheets.csvs import DELIMITERS, ENCODINGS
from nadi.core.sheets.importing import Importer
from nadi.core.sheets.reading import MOST_BYTES

NOT_THERE = ("", _("Not in the file"))
DAYS = (("", _("As the file shows")), ("day", _("3/4 is 3 April")), ("month", _("3/4 is March 4")))
SHOWN = 60


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX, up to 10 MB. Nothing is written before you have seen it."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 10 MB. Bring it in parts."))
        return file


class ColumnsForm(forms.Form):
    """For each thing a row can say: the column that says it, or what is the same for every row."""

    def __init__(
        self,
        *args: Any,
        sheet: SheetImport,
        kind: Importer,
        head: Sequence[Sequence[object]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.sheet = kind, sheet
        choices = [NOT_THERE, *((str(n), _label(sheet, head, n)) for n in _places(sheet))]
        for column in kind.columns:
            self.fields[f"column_{column.name}"] = forms.ChoiceField(
                label=str(column.title),
                choices=choices,
                required=False,
                initial=str(sheet.mapping.get(column.name, "")),
            )
            self.fields[f"same_{column.name}"] = forms.CharField(
                label=_("or in every row"),
                required=False,
                max_length=200,
                initial=sheet.fixed.get(column.name, ""),
            )
        self.fields["days"] = forms.ChoiceField(
            label=_("Days with slashes"),
            choices=DAYS,
            required=False,
            initial=sheet.options.get("days", ""),
        )

    @property
    def pairs(self) -> list[tuple[Any, Any, bool]]:
        """Each column's two fields, and whether it is needed."""
        needed = {name for group in self.kind.needs for name in group[:1]}
        return [
            (self[f"column_{each.name}"], self[f"same_{each.name}"], each.name in needed)
            for each in self.kind.columns
        ]

    @property
    def has_days(self) -> bool:
        return any(column.is_day for column in self.kind.columns)

    def mapping(self) -> dict[str, int]:
        said = self.cleaned_data
        return {
            each.name: int(said[f"column_{each.name}"])
            for each in self.kind.columns
            if said[f"column_{each.name}"]
        }

    def fixed(self) -> dict[str, str]:
        return {each.name: self.cleaned_data[f"same_{each.name}"] for each in self.kind.columns}


def _places(sheet: SheetImport) -> range:
    return range(len(sheet.headings))


def _label(sheet: SheetImport, head: Sequence[Sequence[object]], place: int) -> str:
    """The heading, and what stands below it first."""
    heading = sheet.headings[place] or str(_("column %(n)d") % {"n": place + 1})
    seen = samples(head, place, 2)
    said = f"{heading}: {', '.join(seen)}" if seen else heading
    return said if len(said) <= SHOWN else f"{said[: SHOWN - 1]}…"


class OtherwiseForm(forms.Form):
    """How the file is to be read, where it was not understood by itself."""

    def __init__(
        self, *args: Any, sheet: SheetImport, sheets: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        options = sheet.options
        if sheets:
            self.fields["sheet"] = forms.ChoiceField(
                label=_("Sheet"),
                choices=[(each, each) for each in sheets],
                initial=options["sheet"],
            )
        else:
            self.fields["encoding"] = forms.ChoiceField(
                label=_("Letters"),
                choices=list(ENCODINGS.items()),
                initial=options.get("encoding", ""),
            )
            self.fields["delimiter"] = forms.ChoiceField(
                label=_("Between cells"),
                choices=list(DELIMITERS.items()),
                initial=options.get("delimiter", ","),
            )
        self.fields["heading_row"] = forms.IntegerField(
            label=_("Headings stand in row"),
            min_value=1,
            max_value=1000,
            initial=options.get("heading_row", "1"),
        )
