"""Where errors for people become answers, and where each request gets its name."""

import secrets
from collections.abc import Callable

import structlog
from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from nadi.core.actions import request_origin
from nadi.core.errors import BadInput, NadiError

log = structlog.get_logger(__name__)
Answer = Callable[[HttpRequest], HttpResponse]


class RequestOrigin:
    """Give every request an id, so that audit rows and log lines of one request find each other."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        origin = {
            "request_id": secrets.token_hex(8),
            "address": request.META.get("REMOTE_ADDR", ""),
        }
        reset = request_origin.set(origin)
        try:
            response = self.get_response(request)
        finally:
            request_origin.reset(reset)
        response.headers["X-Request-Id"] = origin["request_id"]
        return response


class ErrorsForPeople:
    """Turn a NadiError into a page, a fragment or JSON, by who asked."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DataError):  # a NUL in a word, a number beyond all columns
            log.warning("not_storable", path=request.path, reason=str(error).splitlines()[0])
            error = BadInput(_("Something in what was sent can be neither looked up nor kept."))
        return answer(request, error) if isinstance(error, NadiError) else None


def answer(request: HttpRequest, error: NadiError) -> HttpResponse:
    """The answer to `error` in the form the caller asked for."""
    if request.accepts("application/json") and not request.accepts("text/html"):
        body = {"code": error.code, "sentence": str(error.sentence), "fields": error.fields}
        return JsonResponse(body, status=error.status)
    fragment = request.headers.get("HX-Request") and not request.headers.get("HX-Boosted")
    template = "errors/fragment.html" if fragment else "errors/page.html"
    response = render(request, template, {"error": error}, status=error.status)
    response.headers["Vary"] = "HX-Request"
    if fragment:
        response.headers["HX-Retarget"] = "#notices"
        response.headers["HX-Reswap"] = "innerHTML"
    return response
