"""How a kept report is read again, after a person or an upgrade has mended what was missing."""

from django.db import transaction
from django.utils.translation import gettext as _

from nadi.core import review
from nadi.core.errors import BadInput
from nadi.core.events import announce
from nadi.core.models import ReviewItem
from nadi.fleet import rules
from nadi.fleet.events import ObservationReceived
from nadi.fleet.intake import messages
from nadi.fleet.intake.door import check_dates
from nadi.fleet.intake.refusals import Refusal
from nadi.fleet.models import Device, Observation, Report, Sample, SeriesLayout


@review.replays("report")
def read_report_again(item: ReviewItem) -> None:
    """Store it as if it had been understood when it came. It judges nothing: it is the past."""
    device = Device.objects.filter(pk=item.about.get("device_id")).first()
    if device is None:
        raise BadInput(_("The machine that sent this is no longer here."))
    raw = bytes(item.raw)
    try:
        encoding = b"gzip" if raw[:2] == b"\x1f\x8b" else b""
        report = messages.read_report(messages.unpack(raw, encoding))
        check_dates(report, item.created_at)
        names = messages.read_names(bytes(report.names))
    except Refusal as refusal:
        raise BadInput(refusal.sentence) from None
    if any(len(sample.values) != len(names) for sample in report.samples):
        raise BadInput(_("A sample has another number of values than there are names."))
    with transaction.atomic():
        _store(device, report, names, item)


def _store(device: Device, report: messages.Report, names: list[str], item: ReviewItem) -> None:
    moments = [sample.at for sample in report.samples]
    _receipt, new = Report.objects.get_or_create(
        device=device,
        boot=report.boot,
        sequence=report.sequence,
        defaults={
            "digest": b"",
            "sent_at": item.created_at,
            "received_at": item.created_at,
            "oldest_at": min(moments, default=None),
            "newest_at": max(moments, default=None),
        },
    )
    if not new:
        raise BadInput(_("Another report of this number is here already."))
    layout, _made = SeriesLayout.objects.get_or_create(
        digest=rules.layout_digest(names), defaults={"names": names}
    )
    Sample.objects.bulk_create(
        [
            Sample(device=device, at=sample.at, layout=layout, values=sample.values)
            for sample in report.samples
        ],
        ignore_conflicts=True,
    )
    for observation in report.observations:
        row = Observation.objects.create(
            device=device,
            kind=observation.kind,
            body=messages.read_body(observation.body),
            collected_at=observation.at,
            received_at=item.created_at,
        )
        announce(ObservationReceived(device.pk, row.pk, observation.kind))
