"""What the clock runs for everybody: seal the audit, take up what a killed worker left; and the
long work on tables that people bring."""

from django.db import close_old_connections
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from nadi.core import audit
from nadi.core.sheets import work
from nadi.core.sheets.actions import RUN

SILENT_AFTER = 60.0  # seconds without the heartbeat of the worker that held the job


@app.periodic(cron="*/5 * * * *")
@app.task(name="core.seal_audit", queue="clock", queueing_lock="core.seal_audit")
def seal_audit(timestamp: int) -> None:
    while audit.seal(timezone.now()):
        pass


@app.periodic(cron="* * * * *")
@app.task(name="core.take_up_stalled", queue="clock", pass_context=True)
async def take_up_stalled(context: JobContext, timestamp: int) -> None:
    """A worker that was killed leaves its jobs "doing" for ever, and with them their locks. Every
    job of nadi may run twice, so they are simply offered again."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_AFTER):
        await manager.retry_job(job)


@app.task(name=RUN, queue="sheets")
def work_on_sheet(sheet_id: int, by_id: int) -> None:
    close_old_connections()
    work.perform(sheet_id, by_id)
