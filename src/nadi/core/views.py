"""The finder behind Ctrl K, and the list of what was not understood."""

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nadi.core.actions import Actor
from nadi.core.errors import NotFound
from nadi.core.models import ReviewItem
from nadi.core.pages import page
from nadi.core.review import can_replay, dismiss, replay
from nadi.core.search import search

RAW_SHOWN = 20_000
PER_PAGE = 50


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """What every part of the spine found for ?q=, as a page or as the finder's list."""
    text = request.GET.get("q", "").strip()
    values = {"q": text, "found": search(request.user, text)}
    return page(request, "core/search.html", values, block="found_list")


@require_safe
def review(request: HttpRequest) -> HttpResponse:
    """What waits for a person, the newest first; ?state= shows what was settled."""
    wanted = request.GET.get("state", ReviewItem.State.WAITING)
    state = wanted if wanted in ReviewItem.State.values else ReviewItem.State.WAITING
    items = ReviewItem.objects.filter(state=state).defer("raw").order_by("-created_at", "-pk")
    values = {
        "state": state,
        "states": ReviewItem.State,
        "items": Paginator(items, PER_PAGE).get_page(request.GET.get("page")),
    }
    return page(request, "core/review.html", values)


@require_safe
def review_item(request: HttpRequest, pk: int) -> HttpResponse:
    """One kept item: the reason, what is known about it, and the raw text as it came."""
    item = _item(pk)
    raw = bytes(item.raw)
    values = {
        "item": item,
        "size": len(raw),
        "raw": raw[:RAW_SHOWN].decode("utf-8", errors="replace"),
        "is_cut": len(raw) > RAW_SHOWN,
        "is_open": item.state == ReviewItem.State.WAITING,
        "can_replay": can_replay(item.kind),
    }
    return page(request, "core/review_item.html", values)


@require_safe
def review_raw(request: HttpRequest, pk: int) -> HttpResponse:
    """The raw bytes as a file. Never shown by the browser: it may hold anything."""
    response = HttpResponse(bytes(_item(pk).raw), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="kept-{pk}.bin"'
    return response


@require_POST
def review_replay(request: HttpRequest, pk: int) -> HttpResponse:
    replay(_item(pk), by=cast(Actor, request.user))
    messages.success(request, _("Read again, and understood this time."))
    return redirect("core:review")


@require_POST
def review_dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    dismiss(_item(pk), because=request.POST.get("because", ""), by=cast(Actor, request.user))
    messages.success(request, _("Put aside. The raw text stays here."))
    return redirect("core:review")


def _item(pk: int) -> ReviewItem:
    item = ReviewItem.objects.filter(pk=pk).first()
    if item is None:
        raise NotFound(_("There is no such item in the review list."))
    return item
