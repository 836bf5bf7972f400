"""Where Django's own errors become the same pages as ours."""

import logging

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from nadi.core.errors import Forbidden, NadiError, NotFound
from nadi.core.middleware import answer

log = logging.getLogger("nadi")


class Broken(NadiError):
    """A mistake of ours. The sentence says what to do, never what went wrong inside."""

    code = "broken"
    status = 500


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, NotFound(_("There is no page at this address.")))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, Forbidden(_("This page is not open to your role.")))


def broken(request: HttpRequest) -> HttpResponse:
    """Django has logged the traceback. If even this page fails, a bare sentence must do."""
    sentence = _("It is written down, and nothing you entered elsewhere is lost. Try once more.")
    try:
        return answer(request, Broken(sentence))
    except Exception:
        log.exception("The page that says something broke is broken too.")
        return HttpResponse(f"nadi: {sentence}", status=500, content_type="text/plain")
