"""The front: static files, health and figures at once; everything else to Django as plain WSGI.

Django's synchronous code runs in a small pool of threads behind a2wsgi; its own ASGI handler is
several times slower for such code.
"""

import asyncio
import hmac
import ipaddress
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from a2wsgi import WSGIMiddleware
from django.conf import settings
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nadi.config import health, metrics
from nadi.config.shelf import Shelf, shelf_of
from nadi.config.wsgi import application as django

THREADS = 8
FOR_EVER = "public, max-age=31536000, immutable"
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)


class Frame:
    """Around everything: headers where an answer has none of its own, and the time it took."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = time.perf_counter()

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                known = {name.lower() for name, _ in headers}
                headers += [pair for pair in HEADERS if pair[0] not in known]
                message["headers"] = headers
                metrics.count(scope["method"], message["status"], time.perf_counter() - begun)
            await send(message)

        await self.app(scope, receive, answer)


async def alive(request: Request) -> Response:
    """This process answers; says nothing about the others."""
    return PlainTextResponse("alive\n", headers={"cache-control": "no-store"})


async def healthz(request: Request) -> Response:
    """200 while every process is well; else 503 with a sentence for each that is not."""
    findings = await asyncio.to_thread(health.examine)
    ill = [finding for finding in findings if not finding.well]
    body = {
        "well": not ill,
        "processes": {finding.name: finding.sentence for finding in findings},
        "sentences": [finding.sentence for finding in ill],
    }
    return JSONResponse(
        body, status_code=503 if ill else 200, headers={"cache-control": "no-store"}
    )


async def figures(request: Request) -> Response:
    """For Prometheus: open to this machine, or to who knows NADI_METRICS_TOKEN."""
    token = os.environ.get("NADI_METRICS_TOKEN", "")
    shown = request.headers.get("authorization", "")
    if not _is_this_machine(request) and not (token and _same(shown, f"Bearer {token}")):
        return PlainTextResponse("The figures are open to this machine alone.\n", status_code=403)
    text = await asyncio.to_thread(metrics.exposition)
    return Response(text, media_type=metrics.CONTENT_TYPE)


def _same(shown: str, wanted: str) -> bool:
    return hmac.compare_digest(shown.encode(), wanted.encode())


def _is_this_machine(request: Request) -> bool:
    try:
        return bool(request.client) and ipaddress.ip_address(request.client.host).is_loopback  # type: ignore[union-attr]
    except ValueError:
        return False


class StaticFiles:
    """What stands on the shelf, and nothing else: a path is looked up, never walked."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    async def serve(self, request: Request) -> Response:
        digest, name = request.path_params["digest"], request.path_params["name"]
        path = self.shelf.files.get(name)
        if path is None:
            return PlainTextResponse("There is no such file.\n", status_code=404)
        current = digest == self.shelf.digest and not settings.DEBUG
        headers = {"cache-control": FOR_EVER if current else "no-cache"}
        kind = self.shelf.kind(name)
        if "gzip" in request.headers.get("accept-encoding", "") and not settings.DEBUG:
            body = self.shelf.squeezed(name)
            if body is not None:
                headers |= {"content-encoding": "gzip", "vary": "Accept-Encoding"}
                return Response(body, media_type=kind, headers=headers)
        return FileResponse(path, media_type=kind, headers=headers)

    async def icon(self, request: Request) -> Response:
        return RedirectResponse(f"/static/{self.shelf.digest}/nadi/icons/favicon.svg", 302)


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    metrics.begin()
    yield


static = StaticFiles(shelf_of(Path(__file__).resolve().parent.parent))
application = Starlette(
    routes=[
        Route("/livez", alive),
        Route("/healthz", healthz),
        Route("/metrics", figures),
        Route("/favicon.ico", static.icon),
        Route("/static/{digest}/{name:path}", static.serve),
        Mount("/", app=WSGIMiddleware(django, workers=THREADS)),  # type: ignore[arg-type]
    ],
    lifespan=lifespan,
)
front = Frame(application)
