"""The worker process: Procrastinate in the main thread; facts, mail and heartbeat beside it.

A thread that fails ends the whole process: the supervisor starts it anew, and every row it had not
finished is still there.
"""

import asyncio
import contextlib
import faulthandler
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime

import psycopg
import structlog
from django.core.exceptions import ImproperlyConfigured
from django.db import close_old_connections, connection
from procrastinate import BaseConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from nadi.core.delivery import deliver_pending
from nadi.core.events import CHANNEL
from nadi.core.models import Heartbeat
from nadi.desk.mailboxes.smtp.listener import start_listener

log = structlog.get_logger(__name__)
BEAT = 10.0
SWEEP = 15.0  # how late a fact is delivered at most when its notice was lost
CONCURRENCY = 2
END_WITHIN = 15.0  # seconds from the first failure to the end of the process


def worker_connector() -> BaseConnector:
    """Procrastinate's own asynchronous connections, to the database that Django knows."""
    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise ImproperlyConfigured("procrastinate.contrib.django has to be installed")
    return connector.get_worker_connector()


class Worker:
    """Everything that happens without anybody asking."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.failed: BaseException | None = None

    def run(self) -> None:
        """Until a signal says stop. Procrastinate takes the signals and finishes what it began."""
        threads = [
            threading.Thread(target=self._guard, args=(duty,), name=duty.__name__, daemon=True)
            for duty in (self.beat, self.deliver, self.mail)
        ]
        for thread in threads:
            thread.start()
        try:
            with app.replace_connector(worker_connector()):
                asyncio.run(self._jobs())
        finally:
            self.stopping.set()
            for thread in threads:
                thread.join(timeout=5)
        if self.failed:
            raise self.failed

    async def _jobs(self) -> None:
        async with app.open_async():
            working = asyncio.create_task(
                app.run_worker_async(
                    concurrency=CONCURRENCY,
                    fetch_job_polling_interval=SWEEP,
                    abort_job_polling_interval=SWEEP,
                    shutdown_graceful_timeout=8,
                    delete_jobs="successful",
                    name=f"worker-{os.getpid()}",
                )
            )
            failing = asyncio.create_task(asyncio.to_thread(self.stopping.wait))
            await asyncio.wait({working, failing}, return_when=asyncio.FIRST_COMPLETED)
            self.stopping.set()
            if not working.done():
                working.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await working

    def _guard(self, duty: Callable[[], None]) -> None:
        try:
            duty()
        except Exception as error:
            log.exception("duty_failed", duty=duty.__name__)
            self.failed = error
            self.stopping.set()
            _end_within(END_WITHIN)

    def beat(self) -> None:
        """Say that this process is well, for /healthz and the doctor."""
        while not self.stopping.is_set():
            close_old_connections()
            Heartbeat.objects.update_or_create(
                process="worker",
                defaults={"at": datetime.now(UTC), "pid": os.getpid(), "sentence": "working"},
            )
            self.stopping.wait(BEAT)
        connection.close()

    def mail(self) -> None:
        """Hold the door for mail open; a taken port is tried again, and /healthz says so."""
        while not self.stopping.is_set():
            try:
                listener = start_listener()
            except OSError as error:
                log.warning("mail_door_closed", reason=str(error))
                self.stopping.wait(BEAT)
                continue
            self.stopping.wait()
            listener.stop(no_assert=True)

    def deliver(self) -> None:
        """Facts to their handlers, as soon as they are announced."""
        with psycopg.connect(**connection.get_connection_params(), autocommit=True) as listener:
            listener.execute(f"LISTEN {CHANNEL}")
            while not self.stopping.is_set():
                close_old_connections()
                while not self.stopping.is_set() and deliver_pending():
                    pass
                for _ in listener.notifies(timeout=2.0, stop_after=1):
                    pass
        connection.close()


def _end_within(seconds: float) -> None:
    """End this process by then, saying where each thread stood, unless it has ended by itself."""
    timer = threading.Timer(seconds, _end_now)
    timer.daemon = True
    timer.start()


def _end_now() -> None:
    faulthandler.dump_traceback()
    os._exit(1)
