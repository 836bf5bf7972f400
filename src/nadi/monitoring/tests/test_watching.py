"""From what the machines say to what people hear: silence, limits, gaps, restarts, mutes."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.core.models import Event
from nadi.fleet.models import Device, DeviceState, ObserverGap
from nadi.monitoring import watching
from nadi.monitoring.actions import lift_mute, mute
from nadi.monitoring.equipping import equip
from nadi.monitoring.models import Alert, AlertChange, Watch

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db


def words() -> list[str]:
    """What was announced, in order."""
    told = Event.objects.filter(name__startswith="monitoring.Alert").order_by("pk")
    return [event.name.removeprefix("monitoring.Alert") for event in told]


def listen(
    beat: Callable[[datetime], None], start: datetime, minutes: float, **speaks: Device
) -> datetime:
    """The loop runs every 15 seconds; the named devices report every minute."""
    at = start
    end = start + timedelta(minutes=minutes)
    while at < end:
        at += 15 * SECOND
        if (at - start) % MINUTE == timedelta(0):
            Device.objects.filter(pk__in=[d.pk for d in speaks.values()]).update(last_seen_at=at)
        beat(at)
        watching.tick(at)
    return at


def test_equipping_makes_one_watch_for_each_thing_and_does_it_once(
    oak: Client, device_of: Callable[..., Device], now: datetime
) -> None:
    device = device_of(oak)
    keys = set(Watch.objects.values_list("key", flat=True))
    n = device.pk
    assert keys == {f"silent:device:{n}", f"disk:device:{n}:/", f"disk:device:{n}:/srv"}
    limits = set(device.limits.values_list("name", "raise_at", "clear_at"))
    assert limits == {("disk.percent:/", 90, 85), ("disk.percent:/srv", 90, 85)}
    before = list(Watch.objects.order_by("pk").values())
    equip(device, now + MINUTE)
    assert list(Watch.objects.order_by("pk").values()) == before
    assert Event.objects.filter(name__startswith="monitoring").count() == 0


def test_a_device_that_speaks_is_not_silent(
    oak: Client, device_of: Callable[..., Device], beat: Callable[[datetime], None], now: datetime
) -> None:
    listen(beat, now, 20, fs02=device_of(oak))
    assert Alert.objects.count() == 0


def test_silence_is_told_once_at_its_exact_moment_and_its_end_too(
    oak: Client, device_of: Callable[..., Device], beat: Callable[[datetime], None], now: datetime
) -> None:
    device = device_of(oak)
    at = listen(beat, now, 5, fs02=device)
    at = listen(beat, at, 10)
    alert = Alert.objects.get()
    assert alert.raised_at == now + 5 * MINUTE + 150 * SECOND
    assert str(alert) == "FS02 does not report."
    assert words() == ["Raised"]
    Device.objects.update(last_seen_at=at + SECOND)
    beat(at + 10 * SECOND)
    watching.tick(at + 15 * SECOND)
    alert.refresh_from_db()
    assert alert.cleared_at == at + SECOND
    assert words() == ["Raised", "Cleared"]


def test_a_word_after_silence_is_heard_at_once(
    oak: Client, device_of: Callable[..., Device], beat: Callable[[datetime], None], now: datetime
) -> None:
    device = device_of(oak)
    at = listen(beat, now, 6)
    assert words() == ["Raised"]
    Device.objects.update(last_seen_at=at + SECOND)
    watching.hear_device(device.pk, at + 2 * SECOND)
    assert words() == ["Raised", "Cleared"]


def test_our_own_restart_declares_nobody_silent(
    oak: Client, device_of: Callable[..., Device], beat: Callable[[datetime], None], now: datetime
) -> None:
    """The intake is killed for an hour while the loop goes on; afterwards the devices need a while
    to come back."""
    device = device_of(oak)
    at = listen(beat, now, 5, fs02=device)
    for seconds in range(0, 3600, 15):
        watching.tick(at + seconds * SECOND)
    back = at + timedelta(hours=1)
    ObserverGap.objects.create(start=at, end=back)
    at = listen(beat, back, 2)
    Device.objects.update(last_seen_at=at)
    listen(beat, at, 10, fs02=device)
    assert Alert.objects.count() == 0


def test_after_a_restart_a_device_that_stays_away_is_found_when_its_grace_is_over(
    oak: Client, device_of: Callable[..., Device], beat: Callable[[datetime], None], now: datetime
) -> None:
    at = listen(beat, now, 5, fs02=device_of(oak))
    back = at + timedelta(hours=1)
    ObserverGap.objects.create(start=at, end=back)
    listen(beat, back, 5)
    assert Alert.objects.get().raised_at == back + 150 * SECOND


def test_a_loop_that_slept_does_not_page_for_the_past(
    oak: Client, device_of: Callable[..., Device], beat: Callable[[datetime], None], now: datetime
) -> None:
    device_of(oak)
    later = now + timedelta(hours=3)
    Device.objects.update(last_seen_at=later - MINUTE)
    beat(later)
    watching.tick(later)
    assert Alert.objects.count() == 0


def test_an_intake_that_never_ran_saw_nothing(
    oak: Client, device_of: Callable[..., Device], now: datetime
) -> None:
    device_of(oak)
    watching.tick(now + timedelta(hours=3))
    assert Alert.objects.count() == 0


def test_a_limit_raises_and_clears(
    oak: Client,
    device_of: Callable[..., Device],
    judged: Callable[..., object],
    now: datetime,
) -> None:
    limit = judged(device_of(oak), "disk.percent:/srv", "beyond", 91.2, now + MINUTE)
    watching.hear_limit(limit.pk, "beyond", 91.2, now + MINUTE, now + MINUTE)
    alert = Alert.objects.get()
    assert str(alert) == "The disk /srv on FS02 is 91 % full."
    assert (alert.raised_at, alert.value, alert.raise_at) == (now + MINUTE, 91.2, 90)
    watching.hear_limit(limit.pk, "between", 87, now + 2 * MINUTE, now + 2 * MINUTE)
    assert words() == ["Raised"]
    watching.hear_limit(limit.pk, "within", 60, now + 3 * MINUTE, now + 3 * MINUTE)
    assert words() == ["Raised", "Cleared"]


def test_a_verdict_is_never_lost_to_the_clock(
    oak: Client,
    device_of: Callable[..., Device],
    judged: Callable[..., object],
    beat: Callable[[datetime], None],
    now: datetime,
) -> None:
    """It was measured before the watch was settled, or inside a gap: it counts from then on."""
    device = device_of(oak)
    Watch.objects.update(settled=now + 2 * MINUTE)
    limit = judged(device, "disk.percent:/", "beyond", 99, now + MINUTE)
    watching.hear_limit(limit.pk, "beyond", 99, now + MINUTE, now + 3 * MINUTE)
    assert Alert.objects.get().raised_at == now + 2 * MINUTE


def test_coming_back_soon_is_the_same_alert_and_later_another(
    oak: Client,
    device_of: Callable[..., Device],
    judged: Callable[..., object],
    now: datetime,
) -> None:
    limit = judged(device_of(oak), "disk.percent:/", "beyond", 91, now)
    for minutes, verdict in [(1, "beyond"), (5, "within"), (30, "beyond"), (31, "within")]:
        at = now + minutes * MINUTE
        watching.hear_limit(limit.pk, verdict, 91, at, at)
    alert = Alert.objects.get()
    assert alert.repeats == 1
    assert words() == ["Raised", "Cleared", "Repeated", "Cleared"]
    at = now + 120 * MINUTE
    watching.hear_limit(limit.pk, "beyond", 91, at, at)
    assert Alert.objects.count() == 2
    assert words()[-1] == "Raised"


def test_flapping_is_said_once_and_its_end_once(
    oak: Client,
    device_of: Callable[..., Device],
    judged: Callable[..., object],
    beat: Callable[[datetime], None],
    now: datetime,
) -> None:
    limit = judged(device_of(oak), "disk.percent:/", "within", 50, now)
    for minute in range(1, 21):
        at = now + minute * MINUTE
        watching.hear_limit(limit.pk, "beyond" if minute % 2 else "within", 91, at, at)
    said = words()
    assert len(said) == 6, said
    assert Alert.objects.get().flapping
    Device.objects.update(last_seen_at=now + 60 * MINUTE)
    beat(now + 60 * MINUTE)
    watching.tick(now + 60 * MINUTE)
    assert words()[6:] == ["Cleared"]
    assert not Alert.objects.get().flapping


def test_a_mute_keeps_back_the_telling_and_never_the_seeing(
    maya: Person,
    oak: Client,
    device_of: Callable[..., Device],
    judged: Callable[..., object],
    beat: Callable[[datetime], None],
    now: datetime,
) -> None:
    device = device_of(oak)
    until = now + timedelta(hours=1)
    mute(oak, because="moving the rack", until=until, device=device, by=maya, now=now)
    limit = judged(device, "disk.percent:/", "beyond", 95, now)
    for minutes, verdict in [(5, "beyond"), (6, "within"), (50, "beyond")]:
        at = now + minutes * MINUTE
        watching.hear_limit(limit.pk, verdict, 95, at, at)
    assert words() == []
    assert Alert.objects.count() == 2
    kept = AlertChange.objects.filter(what="kept_back").values_list("note", flat=True)
    assert set(kept) == {"Muted by Maya Lindqvist: moving the rack"}
    watching.tick(until - SECOND)
    assert words() == []
    watching.tick(until)
    watching.tick(until + MINUTE)
    assert words() == ["Raised"]


def test_lifting_a_mute_tells_what_still_stands(
    maya: Person,
    oak: Client,
    device_of: Callable[..., Device],
    judged: Callable[..., object],
    now: datetime,
) -> None:
    row = mute(oak, because="quiet", until=now + timedelta(hours=9), by=maya, now=now)
    limit = judged(device_of(oak), "disk.percent:/", "beyond", 95, now)
    watching.hear_limit(limit.pk, "beyond", 95, now + MINUTE, now + MINUTE)
    assert words() == []
    lift_mute(row, by=maya, now=now + 2 * MINUTE)
    assert words() == ["Raised"]


def test_what_was_told_before_the_mute_says_when_it_is_over(
    maya: Person,
    oak: Client,
    device_of: Callable[..., Device],
    judged: Callable[..., object],
    now: datetime,
) -> None:
    limit = judged(device_of(oak), "disk.percent:/", "beyond", 95, now)
    watching.hear_limit(limit.pk, "beyond", 95, now, now)
    mute(oak, because="quiet", until=now + timedelta(hours=9), by=maya, now=now + MINUTE)
    watching.hear_limit(limit.pk, "within", 50, now + 2 * MINUTE, now + 2 * MINUTE)
    assert words() == ["Raised", "Cleared"]


def test_patience_runs_out_by_time_alone(
    oak: Client,
    device_of: Callable[..., Device],
    judged: Callable[..., object],
    beat: Callable[[datetime], None],
    now: datetime,
) -> None:
    device = device_of(oak)
    rule = Watch.objects.get(key=f"disk:device:{device.pk}:/").rule
    rule.raise_seconds = 300
    rule.save()
    limit = judged(device, "disk.percent:/", "beyond", 95, now)
    watching.hear_limit(limit.pk, "beyond", 95, now, now)
    assert Alert.objects.count() == 0
    listen(beat, now, 7, fs02=device)
    assert Alert.objects.get().raised_at == now + 300 * SECOND


def test_a_retired_device_is_watched_no_more_and_its_alert_ends(
    oak: Client,
    device_of: Callable[..., Device],
    judged: Callable[..., object],
    now: datetime,
) -> None:
    device = device_of(oak)
    limit = judged(device, "disk.percent:/", "beyond", 95, now)
    watching.hear_limit(limit.pk, "beyond", 95, now, now)
    Device.objects.update(state=DeviceState.RETIRED)
    equip(device, now + MINUTE)
    assert Watch.objects.count() == 0
    assert device.limits.count() == 0
    assert words() == ["Raised", "Cleared"]
    assert AlertChange.objects.filter(what="ended").exists()


def test_all_devices_that_speak_cost_one_statement(
    oak: Client,
    device_of: Callable[..., Device],
    beat: Callable[[datetime], None],
    now: datetime,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    for number in range(12):
        device_of(oak, name=f"PC{number:02}")
    later = now + 3 * MINUTE
    Device.objects.update(last_seen_at=later - SECOND)
    beat(later)
    with django_assert_max_num_queries(8):
        assert watching.tick(later) == 0
