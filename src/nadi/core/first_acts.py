"""The page of a first act: the same for all seven, with each center's own form and own act."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from nadi.core import centers
from nadi.core.errors import NadiError
from nadi.core.pages import page

Act = Callable[[Mapping[str, Any]], object]


def answer(
    request: HttpRequest,
    label: str,
    form: forms.Form,
    act: Act,
    instead: tuple[str, str, str] | None = None,
) -> HttpResponse:
    """Show the question with its form; do the act; go back to where the question was asked, with
    the sentence about what it gave. `instead` is another way: (words, address, its name)."""
    center = centers.center(label)
    offer = center.first_act
    if offer is None:
        raise LookupError(f"{label} asks nothing of a new firm")
    back = _inside(request.POST.get("next") or request.GET.get("next") or "")
    if request.method == "POST" and form.is_valid() and _done(form, act):
        gave = offer.done(timezone.now())
        if gave is not None:
            messages.success(request, str(gave.sentence))
        return redirect(back or center.home)
    values = {
        "center": center,
        "offer": offer,
        "form": form,
        "back": back,
        "instead": instead,
    }
    return page(request, "first_act.html", values, status=422 if form.errors else 200)


def _done(form: forms.Form, act: Act) -> bool:
    try:
        act(form.cleaned_data)
    except NadiError as problem:
        fields = [name for name in problem.fields if name in form.fields]
        form.add_error(fields[0] if fields else None, str(problem.sentence))
        return False
    return True


def _inside(address: str) -> str:
    fine = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if fine else ""
