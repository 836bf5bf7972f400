"""The style guide: every component in its states, light and dark, with made-up words.

Nothing here is read from the database: the guide shows how things look, not how things are.
"""

from datetime import timedelta

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from nadi.core.centers import centers
from nadi.core.pages import page

SCORES = {
    "root": 95,
    "sacral": 58,
    "solar": 91,
    "heart": 47,
    "throat": 88,
    "third-eye": 64,
    "crown": 82,
}
NIGHTS = ("good", "good", "warned", "failed", "silent", "not_due", "running")
PARTS = (
    "words", "buttons", "fields", "cards", "tables", "pictures", "messages", "story",
)  # fmt: skip


class ExampleForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As it stands on their door.")
    priority = forms.ChoiceField(
        label="Priority", choices=[("2", "P2, part of them cannot work"), ("3", "P3")]
    )
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    hears = forms.MultipleChoiceField(
        label="Who hears of it",
        choices=[("sara", "Sara Holm"), ("tom", "Tom Reed")],
        widget=forms.CheckboxSelectMultiple,
    )
    tell = forms.BooleanField(label="Tell the client when it is done", required=False)


class FindForm(forms.Form):
    q = forms.CharField(
        label="Find", widget=forms.TextInput(attrs={"placeholder": "Find in this list"})
    )


def styleguide(request: HttpRequest) -> HttpResponse:
    """The whole guide, or one part of it in one scheme for pictures: ?scheme=dark."""
    now = timezone.now()
    scheme = request.GET.get("scheme", "")
    values: dict[str, object] = {
        "parts": PARTS,
        "schemes": [scheme] if scheme in {"light", "dark"} else ["light", "dark"],
        "centers": [(center, SCORES[center.slug]) for center in reversed(centers())],
        "form": ExampleForm(initial={"priority": "2", "hears": ["sara"]}),
        "broken": ExampleForm({"name": "", "priority": "9", "note": "Key lifetimes differ."}),
        "form_by_hand": ExampleForm(auto_id="hand_%s"),
        "find": FindForm(),
        "soon": now + timedelta(minutes=38),
        "past": now - timedelta(minutes=12),
        "running": now - timedelta(seconds=24),
        "points": [62, 60, None, None, 61, 66, 64, 59, 57, 58, 55, 52, 47],
        "rising": [54, 56, 55, 59, 61, 60, 64, 63, 66, 70, 69, 74, 82],
        "nights": [
            {"state": state, "text": f"night {number}: {state.replace('_', ' ')}"}
            for number, state in enumerate(NIGHTS, start=1)
        ],
        "page_of_three": Paginator(range(150), 50).get_page(2),
        "days": ["Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Mon"],
        "tended": [False, True, False, True, None, None, True],
        "week": [
            ("Mon", [(480, 720), (780, 1020)], "08:00–12:00, 13:00–17:00"),
            ("Tue", [(480, 1020)], "08:00–17:00"),
            ("Wed", [(480, 720)], "08:00–12:00, half-day"),
            ("Thu", [], "closed, holiday"),
        ],
    }
    return page(request, "styleguide/guide.html", values)


def example_series(request: HttpRequest) -> JsonResponse:
    """Ninety minutes of a made-up load, for the chart of the guide."""
    start = int(timezone.now().timestamp()) // 60 * 60 - 90 * 60
    at = [start + 60 * minute for minute in range(90)]
    load = [None if 40 <= n < 46 else round(35 + (n * 7 % 23) + (n / 6), 1) for n in range(90)]
    return JsonResponse({"at": at, "series": [{"name": "Load", "unit": "%", "values": load}]})


def example_panel(request: HttpRequest) -> HttpResponse:
    """What fills the guide's hollow box."""
    return page(request, "styleguide/panel.html", block="panel")
