"""Which table a row came from."""

from nadi.core.models import SheetLine


def origin_of(kind: str, pk: int) -> SheetLine | None:
    """The newest line that made or changed this row and was not taken back."""
    lines = SheetLine.objects.filter(subject_id=pk, sheet__kind=kind)
    here = lines.filter(state__in=[SheetLine.State.WRITTEN, SheetLine.State.STAYS])
    return here.select_related("sheet").order_by("-pk").first()
