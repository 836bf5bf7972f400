"""Solar's evidence: who reports, who is looked after in time, whether alerts are worth it, whether
the addresses clients live by answer, and how much is done before it hurts. One statement each."""

from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy

from nadi.agreements.events import TimeLogged
from nadi.clients.events import ClientStateChanged
from nadi.core.vitals import Goalposts, Vital
from nadi.fleet.events import (
    DeviceApproved,
    DeviceChanged,
    DeviceQuarantined,
    DeviceRetired,
    DeviceSpoke,
)
from nadi.monitoring.events import (
    AlertAnswered,
    AlertCleared,
    AlertRaised,
    AlertRepeated,
    RoundSigned,
)
from nadi.monitoring.vitals import proactive, signed
from nadi.monitoring.vitals.asking import asks, days_away
from nadi.monitoring.vitals.counted import ACTED_ON, ANSWERED, ANSWERING, REPORTING, Counted
from nadi.monitoring.vitals.lines import round_lines
from nadi.monitoring.vitals.telling import since

_reporting = Counted("monitoring.devices_reporting", REPORTING)
_answered = Counted("monitoring.alerts_answered", ANSWERED, judged=True)
_acted_on = Counted("monitoring.alerts_acted_on", ACTED_ON, judged=True)
_answering = Counted("monitoring.sites_answering", ANSWERING)
MONTH = timedelta(days=28)

VITALS: tuple[Vital, ...] = (
    Vital(
        name=_reporting.name,
        title=gettext_lazy("Devices that report"),
        purpose=gettext_lazy("What does not report nobody looks after, whatever was agreed."),
        unit="percent",
        direction="more",
        goalposts=Goalposts(
            floor=Decimal(80),
            acceptable=Decimal(95),
            good=Decimal(98),
            best=Decimal(100),
            source="Good at 98 and acceptable at 95 are nadi's own defaults",
            grade="D",
        ),
        window=timedelta(days=1),
        ttl=timedelta(hours=2),
        touched_by=(
            AlertRaised,
            AlertCleared,
            DeviceSpoke,
            DeviceApproved,
            DeviceChanged,
            DeviceQuarantined,
            DeviceRetired,
            ClientStateChanged,
        ),
        read=_reporting.read,
        rows=_reporting.rows,
        populations={"servers": gettext_lazy("servers")},
    ),
    Vital(
        name=_answered.name,
        title=gettext_lazy("Alerts a person looked at in time"),
        purpose=gettext_lazy("A tool that warns does nothing until somebody looks."),
        unit="percent",
        direction="more",
        goalposts=Goalposts(
            floor=Decimal(50),
            acceptable=Decimal(85),
            good=Decimal(95),
            best=Decimal(100),
            source="K. Palachuk: monitoring is people who look every day; figures are ours",
            grade="D",
        ),
        window=MONTH,
        ttl=timedelta(days=3),
        touched_by=(AlertRaised, AlertRepeated, AlertAnswered, AlertCleared),
        read=_answered.read,
        rows=_answered.rows,
        populations={"urgent": gettext_lazy("urgent alerts")},
    ),
    Vital(
        name=_acted_on.name,
        title=gettext_lazy("Alerts that led to work"),
        purpose=gettext_lazy("Be judicious: an alert nobody acts on teaches people to look away."),
        unit="percent",
        direction="more",
        goalposts=Goalposts(
            floor=Decimal(10),
            acceptable=Decimal(40),
            good=Decimal(60),
            best=Decimal(90),
            source="K. Palachuk on judicious alerts; 60 and 40 are nadi's own defaults",
            grade="D",
        ),
        window=MONTH,
        ttl=timedelta(days=3),
        touched_by=(AlertRaised, AlertRepeated, AlertAnswered, AlertCleared),
        read=_acted_on.read,
        rows=_acted_on.rows,
        populations={"urgent": gettext_lazy("urgent alerts")},
    ),
    Vital(
        name=_answering.name,
        title=gettext_lazy("Web addresses that answer"),
        purpose=gettext_lazy("The addresses our clients and their customers live by."),
        unit="percent",
        direction="more",
        goalposts=Goalposts(
            floor=Decimal(95),
            acceptable=Decimal("99"),
            good=Decimal("99.9"),
            best=Decimal(100),
            source="nadi's own defaults: 99 is seven hours away a month, 99.9 is 40 minutes",
            grade="D",
        ),
        window=MONTH,
        ttl=timedelta(hours=2),
        touched_by=(AlertRaised, AlertCleared),
        read=_answering.read,
        rows=_answering.rows,
    ),
    Vital(
        name=proactive.NAME,
        title=gettext_lazy("Hours before the pain, among hours before and after"),
        purpose=gettext_lazy("Work done before it hurts costs the client nothing but the fee."),
        unit="percent",
        direction="more",
        goalposts=Goalposts(
            floor=Decimal(10),
            acceptable=Decimal(40),
            good=Decimal(60),
            best=Decimal(85),
            source="No public figure was found: nadi's defaults, to hold against your trend",
            grade="D",
        ),
        window=MONTH,
        ttl=timedelta(days=3),
        touched_by=(TimeLogged,),
        read=proactive.read,
        rows=proactive.rows,
    ),
    Vital(
        name=signed.NAME,
        title=gettext_lazy("Monitoring rounds signed"),
        purpose=gettext_lazy("Tools alone do nothing: each working day a person looks and signs."),
        unit="percent",
        direction="more",
        goalposts=Goalposts(
            floor=Decimal(50),
            acceptable=Decimal(90),
            good=Decimal(100),
            best=Decimal(100),
            source="K. Palachuk: daily monitoring of every client; two missed days of 20 are ours",
            grade="B",
        ),
        window=MONTH,
        ttl=timedelta(days=3),
        touched_by=(RoundSigned,),
        read=signed.read,
        rows=signed.rows,
    ),
)

__all__ = ["VITALS", "asks", "days_away", "round_lines", "since"]
