"""The intake as an ASGI application: three doors and a health page."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg
import structlog
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from nadi.fleet.intake import messages, store
from nadi.fleet.intake.committer import Committer
from nadi.fleet.intake.door import Admitted, Door
from nadi.fleet.intake.refusals import Refusal, busy
from nadi.fleet.intake.register import Register
from nadi.fleet.intake.watch import BEAT_SECONDS, Watch

log = structlog.get_logger(__name__)
LARGEST_GREETING = 16_384


@dataclass(frozen=True, slots=True)
class Settings:
    database_url: str
    secret: bytes


class Intake:
    """Everything one process holds."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.register = Register()
        self.pool: store.Pool = AsyncConnectionPool(
            settings.database_url,
            kwargs={"autocommit": True},
            min_size=1,
            max_size=4,
            timeout=10,
            open=False,
        )
        self.committer = Committer(settings.database_url, self.register)
        self.door = Door(settings.secret, self.register, self.committer, self.pool)
        self.watch = Watch(settings.database_url, self.pool, self.register, self.committer)

    @contextlib.asynccontextmanager
    async def running(self, _app: Starlette) -> AsyncIterator[None]:
        await self.pool.open(wait=True, timeout=60)
        await self.watch.begin()
        tasks = [asyncio.create_task(self.committer.run()), *self.watch.tasks()]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            with contextlib.suppress(psycopg.Error, PoolTimeout):
                await self.watch.note_seen()
            await self.pool.close()

    async def enrol(self, request: Request) -> Response:
        return await self._greet(request, "enrolment")

    async def handshake(self, request: Request) -> Response:
        return await self._greet(request, "handshake")

    async def _greet(self, request: Request, kind: str) -> Response:
        body = b""
        try:
            body = await _read(request.receive, LARGEST_GREETING)
            now = datetime.now(UTC)
            if kind == "enrolment":
                answer = await store.enrol(self.pool, messages.read_enrol(body), now)
            else:
                greeting = messages.read_handshake(body)
                answer = await store.shake_hands(self.pool, greeting, self.settings.secret, now)
        except Refusal as refusal:
            return _json(refusal.body(kept=False), refusal.status)
        except (psycopg.Error, PoolTimeout) as problem:
            log.warning("database_away", reason=str(problem).strip())
            return _json(busy().body(kept=False), 503)
        return _json(store.encode(answer), 200)

    async def health(self, _request: Request) -> Response:
        beat = self.watch.last_beat
        age = None if beat is None else asyncio.get_running_loop().time() - beat
        well = age is not None and age < 3 * BEAT_SECONDS
        sentence = "Listening." if well else "The intake cannot reach the database."
        answer: dict[str, object] = {
            "well": well,
            "sentence": sentence,
            "stored": self.committer.stored,
            "agents": len(self.register.agents),
            "reloads": self.watch.reloads,
        }
        return _json(store.encode(answer), 200 if well else 503)


class ReportDoor:
    """`POST /v1/report`, as plain ASGI: the one path where microseconds are counted."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            await _answer(send, 405, Refusal(405, "method", "Reports are posted.").body(kept=False))
            return
        headers = dict(scope["headers"])
        now = datetime.now(UTC)
        body, admitted = b"", None
        try:
            body = await _read(receive, messages.LARGEST_KEPT)
            admitted = await self.intake.door.admit(headers, body, now)
            encoding = headers.get(b"content-encoding", b"")
            answer = await self.intake.door.take(admitted, body, encoding, now)
        except Refusal as refusal:
            await _answer(send, refusal.status, await self._refuse(refusal, admitted, body))
        except (psycopg.Error, PoolTimeout) as problem:
            log.warning("database_away", reason=str(problem).strip())
            await _answer(send, 503, busy().body(kept=False))
        else:
            await _answer(send, 200, answer)

    async def _refuse(self, refusal: Refusal, admitted: Admitted | None, body: bytes) -> bytes:
        """Only what a known machine sent is kept: a stranger must not fill the list."""
        if admitted is None or not refusal.keep:
            return refusal.body(kept=False)
        device_id = admitted.known.device_id
        about: dict[str, object] = {"device_id": device_id, "error": refusal.error}
        try:
            kept = await store.keep(
                self.intake.pool, "report", f"device {device_id}", refusal.sentence, body, about
            )
        except (psycopg.Error, PoolTimeout):
            kept = False
        return refusal.body(kept=kept)


def make_app(settings: Settings) -> ASGIApp:
    """Reports go straight to their door; everything rare takes the comfortable way."""
    intake = Intake(settings)
    report = ReportDoor(intake)
    rare = Starlette(
        routes=[
            Route("/v1/handshake", intake.handshake, methods=["POST"]),
            Route("/v1/enrol", intake.enrol, methods=["POST"]),
            Route("/health", intake.health, methods=["GET"]),
        ],
        lifespan=intake.running,
    )

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/v1/report":
            await report(scope, receive, send)
        else:
            await rare(scope, receive, send)

    return app


async def _read(receive: Receive, limit: int) -> bytes:
    """The body, as long as it stays below the limit."""
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return body if len(body) <= limit else _too_much(limit)
    parts, size = [body], len(body)
    while message.get("more_body"):
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        if size > limit:
            return _too_much(limit)
        parts.append(part)
    return b"".join(parts)


def _too_much(limit: int) -> bytes:
    raise Refusal(413, "too_large", f"That is more than {limit // 1024} KiB.")


def _json(body: bytes, status: int) -> Response:
    return Response(body, status, media_type="application/json")


_TYPE = (b"content-type", b"application/json")


async def _answer(send: Send, status: int, body: bytes) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [_TYPE, length]})
    await send({"type": "http.response.body", "body": body})
