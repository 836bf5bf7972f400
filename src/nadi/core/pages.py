"""One way to answer with a page: the whole of it, or the one block that htmx asked for."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.template.backends.jinja2 import Template
from django.template.backends.utils import csrf_input_lazy, csrf_token_lazy
from django.utils.cache import patch_vary_headers
from jinja2_fragments import render_block


def wants_part(request: HttpRequest) -> bool:
    """htmx asked for a part: not a boosted link, and not htmx restoring a page from history."""
    return (
        request.headers.get("HX-Request") == "true"
        and request.headers.get("HX-Boosted") != "true"
        and request.headers.get("HX-History-Restore-Request") != "true"
    )


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object] | None = None,
    *,
    block: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer with `template`, or with its `block` alone when htmx asked.

    A page and its fragment are one template, one view, one permission; nothing drifts.
    """
    found = loader.get_template(template)
    if not isinstance(found, Template):
        raise TypeError(f"{template} was not found among the Jinja2 templates")
    values = dict(context or {})
    if block is not None and wants_part(request):
        response = HttpResponse(_block(found, block, request, values), status=status)
    else:
        response = HttpResponse(found.render(values, request), status=status)
    if block is not None:
        patch_vary_headers(response, ["HX-Request"])
    return response


def _block(found: Template, block: str, request: HttpRequest, values: dict[str, object]) -> str:
    context: dict[str, object] = {
        "request": request,
        "csrf_input": csrf_input_lazy(request),
        "csrf_token": csrf_token_lazy(request),
    }
    for processor in found.backend.template_context_processors:
        context.update(processor(request))
    context.update(values)
    return str(render_block(found.backend.env, str(found.template.name), block, context))
