"""Which machines the demo's clients have, and how each of them behaves."""

from nadi.core.demo import Story
from nadi.fleet.models import DeviceKind
from nadi.fleet.simulation import Profile, chance

# Servers by their names, then how many workstations, then the rest of the rack.
MACHINES: dict[str, tuple[tuple[str, ...], int, tuple[str, ...]]] = {
    "Harbor Dental": (("FS02", "APP-HD1"), 4, ("FW-HD1",)),
    "Oak & Iron": (("FS-OI1", "CAD-OI1"), 3, ("FW-OI1",)),
    "Dr. Patel": (("SRV-DP1",), 2, ()),
    "Lakeview School": (("DC-LV1", "FS-LV1"), 5, ("SW-LV1",)),
    "Northgate Legal": (("DC-NG1", "FS-NG1"), 4, ("FW-NG1",)),
    "Bluebird Bakery": (("POS-BB1",), 2, ()),
    "Cedar Accounting": (("FS-CA1", "APP-CA1"), 3, ()),
    "Delta Freight": (("APP-DF1",), 3, ("FW-DF1",)),
    "Elm Street Clinic": (("SRV-EC1",), 2, ()),
    "Fjord Architects": (("FS-FA1",), 3, ("SW-FA1",)),
    "Grove Insurance": (("APP-GI1",), 2, ()),
    "Hill Museum": (("FS-HM1",), 1, ()),
    "Ivory Print": (("FS-IP1",), 1, ()),
}
#: What the whole firm has beside these: more servers, workstations in all, more of the rack.
BESIDE: dict[str, tuple[tuple[str, ...], int, tuple[str, ...]]] = {
    "Harbor Dental": (("DC-HD1",), 22, ("SW-HD1",)),
    "Oak & Iron": (("APP-OI1",), 19, ("SW-OI1",)),
    "Dr. Patel": ((), 5, ()),
    "Lakeview School": (("APP-LV1",), 84, ("SW-LV2", "FW-LV1")),
    "Northgate Legal": (("APP-NG1",), 31, ("SW-NG1",)),
    "Bluebird Bakery": ((), 4, ()),
    "Cedar Accounting": ((), 23, ("FW-CA1",)),
    "Delta Freight": (("FS-DF1",), 21, ()),
    "Elm Street Clinic": ((), 10, ("FW-EC1",)),
    "Fjord Architects": (("APP-FA1",), 14, ()),
    "Grove Insurance": (("FS-GI1",), 17, ("FW-GI1",)),
    "Hill Museum": ((), 6, ()),
    "Ivory Print": ((), 9, ("SW-IP1",)),
}
#: Disks that are a story of their own: use today, and points a day.
FILLING = {"FS02": (89.0, 1.2), "FS-CA1": (84.0, 0.2), "FS-FA1": (78.5, 0.35)}
TIGHT_MEMORY = {"APP-DF1": 86.0, "POS-BB1": 81.0}


def machine_list(*, whole: bool) -> list[tuple[str, str, str]]:
    """Client, name and kind of every machine. The whole list begins with the short one."""
    found, beside = [], []
    for firm, (servers, workstations, rack) in MACHINES.items():
        more, in_all, racked = BESIDE[firm]
        found += [(firm, name, DeviceKind.SERVER.value) for name in servers]
        found += [(firm, name, _WORKSTATION) for name in desks_of(firm, 1, workstations)]
        found += [(firm, name, DeviceKind.NETWORK.value) for name in rack]
        beside += [(firm, name, DeviceKind.SERVER.value) for name in more]
        beside += [(firm, name, _WORKSTATION) for name in desks_of(firm, workstations + 1, in_all)]
        beside += [(firm, name, DeviceKind.NETWORK.value) for name in racked]
    return found + beside if whole else found


_WORKSTATION = DeviceKind.WORKSTATION.value


def desks_of(firm: str, first: int, last: int) -> list[str]:
    """`PC-HD01`, `PC-HD02`: the names of some of a client's workstations."""
    initials = "".join(word[0] for word in firm.replace(".", "").split() if word[0].isalpha())
    return [f"PC-{initials}{number:02d}" for number in range(first, last + 1)]


def profile(story: Story, name: str, kind: str) -> Profile:
    use, growth = FILLING.get(name, (20 + 45 * chance(name, "disk"), 0.05 * chance(name, "grows")))
    return Profile(
        cpu=8 + (30 if kind == DeviceKind.SERVER else 18) * chance(name, "cpu"),
        memory=TIGHT_MEMORY.get(name, 30 + 35 * chance(name, "memory")),
        disk=use,
        growth=growth,
        size_gib=2000.0 if name.startswith("FS") else 240.0,
        told_at=story.now,
    )
