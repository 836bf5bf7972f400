"""What the series are called by people, and how their values are written."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

KNOWN: dict[str, tuple[Text, str]] = {
    "cpu.percent": (_("Processor"), "%"),
    "cpu.iowait_percent": (_("Waiting for disks"), "%"),
    "cpu.steal_percent": (_("Taken by the host"), "%"),
    "cpu.load1": (_("Load, 1 minute"), ""),
    "cpu.load5": (_("Load, 5 minutes"), ""),
    "cpu.load15": (_("Load, 15 minutes"), ""),
    "memory.percent": (_("Memory"), "%"),
    "memory.available_mib": (_("Memory available"), "MiB"),
    "swap.percent": (_("Swap"), "%"),
    "disk.percent": (_("Disk"), "%"),
    "disk.free_gib": (_("Free on disk"), "GiB"),
    "io.read_kib_s": (_("Read from disks"), "KiB/s"),
    "io.write_kib_s": (_("Written to disks"), "KiB/s"),
    "net.in_kib_s": (_("Network, in"), "KiB/s"),
    "net.out_kib_s": (_("Network, out"), "KiB/s"),
    "processes": (_("Processes"), ""),
    "uptime_s": (_("Running since"), "s"),
    "services.failed": (_("Failed services"), ""),
    "services.stopped": (_("Stopped services"), ""),
}
UNITS = (
    ("_percent", "%"),
    ("_mib", "MiB"),
    ("_gib", "GiB"),
    ("_kib_s", "KiB/s"),
    ("_s", "/s"),
)


@dataclass(frozen=True, slots=True)
class Said:
    """A series in words: `Disk /srv`, `%`."""

    name: str
    title: str
    unit: str

    def write(self, value: float | None) -> str:
        """`62.3 %`, `1,204 KiB/s`; a dash for what could not be read."""
        if value is None:
            return "–"
        places = 0 if abs(value) >= 100 or value == int(value) else 1
        return f"{value:,.{places}f} {self.unit}".strip()


def said(name: str) -> Said:
    """A series as people speak of it; an unknown one by its own name."""
    subject, _colon, thing = name.partition(":")
    if subject in KNOWN:
        title, unit = KNOWN[subject]
        return Said(name, f"{title} {thing}".strip(), unit)
    unit = next((unit for ending, unit in UNITS if subject.endswith(ending)), "")
    return Said(name, name, unit)
