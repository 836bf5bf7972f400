"""The worker's round over web addresses: claim what is due, look, keep what was seen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from nadi.monitoring import rules
from nadi.monitoring.checks.http.probe import Looked, Wanted, look
from nadi.monitoring.models import CheckResult, HttpCheck, Watch
from nadi.monitoring.watching import settle

SIDE_BY_SIDE = 8
AT_ONCE = 64


def wanted_of(check: HttpCheck) -> Wanted:
    return Wanted(
        url=check.url,
        status=check.expected_status,
        text=check.expected_text,
        timeout=float(check.timeout_seconds),
        inside=check.inside,
    )


def look_at_due(now: datetime) -> int:
    """Look at every address that is due; how many. Two workers never look at the same one."""
    due = claim(now)
    if not due:
        return 0
    with ThreadPoolExecutor(max_workers=SIDE_BY_SIDE, thread_name_prefix="nadi-look") as pool:
        seen = list(pool.map(look, [wanted_of(check) for check in due]))
    for check, looked in zip(due, seen, strict=True):
        keep_result(check, looked, timezone.now())
    return len(due)


def claim(now: datetime) -> list[HttpCheck]:
    """Take the addresses that are due, and set when each is next: a worker that dies now costs one
    look, never the rhythm."""
    with transaction.atomic():
        due = list(
            HttpCheck.objects.select_for_update(skip_locked=True)
            .filter(active=True, next_at__lte=now)
            .order_by("next_at")[:AT_ONCE]
        )
        for check in due:
            interval = timedelta(seconds=check.interval_seconds)
            missed = (now - check.next_at) // interval
            check.next_at += interval * (missed + 1)
        HttpCheck.objects.bulk_update(due, ["next_at"])
    return due


def keep_result(check: HttpCheck, looked: Looked, at: datetime) -> CheckResult:
    """Store one look and let the watch hear of it."""
    result = CheckResult.objects.create(
        check_of=check,
        at=at,
        fine=looked.fine,
        sentence=looked.sentence[:300],
        status=looked.status,
        milliseconds=looked.milliseconds,
        phases=dict(looked.phases),
    )
    if looked.certificate_until != check.certificate_until and looked.certificate_until:
        HttpCheck.objects.filter(pk=check.pk).update(certificate_until=looked.certificate_until)
    watch = Watch.objects.filter(check_of=check).first()
    if watch is not None:
        sight = rules.Sight.WITHIN if looked.fine else rules.Sight.BEYOND
        moment = max(at, watch.settled)
        settle(
            watch.pk,
            until=moment,
            now=at,
            seen=[rules.Seen(moment, sight)],
            details=looked.sentence,
        )
    return result
