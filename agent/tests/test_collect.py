"""Parsing what systems say, from their output."""

from pathlib import Path

import pytest

from nadi_agent import channel, manifest, platform_linux, runner
from nadi_agent.collect import disks, inventory, reboot, sample, services, updates, updates_apt
from nadi_agent.collect import updates_dnf as dnf

OUTPUTS = Path(__file__).parent / "outputs"


def output(name: str) -> str:
    return (OUTPUTS / name).read_text()


def test_apt_says_what_would_change() -> None:
    found = {each["name"]: each for each in updates_apt.parse(output("apt-debian-12.txt"))}
    assert found["openssl"] == {
        "name": "openssl",
        "installed": "3.0.15-1~deb12u1",
        "available": "3.0.17-1~deb12u1",
        "source": "Debian-Security:12/stable-security",
        "security": True,
        "severity": "",
    }
    assert found["libc6"]["source"] == "Debian:12.13/stable, Debian-Security:12/stable-security"
    assert found["libc6"]["security"] is True
    assert found["tzdata"]["security"] is False
    assert "linux-image-6.1.0-30-amd64" not in found, "a new package is not an update"
    assert list(found) == sorted(found)


def test_apt_on_a_real_machine() -> None:
    found = {each["name"]: each for each in updates_apt.parse(output("apt-recorded.txt"))}
    assert len(found) == output("apt-recorded.txt").count("\nInst ")
    assert found["apt"]["available"] == "2.6.2"
    assert found["apt"]["security"] is True
    assert found["base-files"]["security"] is False


def test_the_worst_advisory_counts_for_both_generations_of_dnf() -> None:
    four = output("dnf-updateinfo.txt") + "RHSA-2026:1 Low/Sec. kernel-5.14.0-570.13.1.el9.x86_64\n"
    expected = {"java-21-openjdk-headless": "moderate", "kernel": "important"}
    assert dnf.parse_advisories(four) == expected
    assert dnf.parse_advisories(output("dnf5-updateinfo.txt")) == expected


def test_apt_with_nothing_to_do_and_with_noise() -> None:
    assert updates_apt.parse(output("apt-nothing.txt")) == []


def test_ubuntu_packages_held_back_by_phasing_are_not_pending() -> None:
    names = [each["name"] for each in updates_apt.parse(output("apt-ubuntu-24.txt"))]
    assert names == ["libssl3t64", "python3-update-manager"]


def test_dnf_says_what_is_newer_and_why() -> None:
    found = dnf.parse(
        output("dnf-check-update.txt"), output("dnf-updateinfo.txt"), output("rpm-qa.txt")
    )
    assert found == [
        {
            "name": "java-21-openjdk-headless",
            "installed": "1:21.0.8.0.9-1.el9",
            "available": "1:21.0.9.0.10-1.el9",
            "source": "appstream",
            "security": True,
            "severity": "moderate",
        },
        {
            "name": "kernel",
            "installed": "5.14.0-570.12.1.el9_6",
            "available": "5.14.0-570.39.1.el9_6",
            "source": "baseos",
            "security": True,
            "severity": "important",
        },
        {
            "name": "tzdata",
            "installed": "2025b-1.el9",
            "available": "2026a-1.el9",
            "source": "baseos",
            "security": False,
            "severity": "",
        },
    ]


def test_updates_that_could_not_be_read_are_unknown_and_not_none() -> None:
    body = updates.whole("dnf", {"known": False, "reason": "dnf gave no answer."}, None)
    assert body["known"] is False
    assert body["reason"] == "dnf gave no answer."
    assert body["updates"] == []


def test_services_that_failed_and_that_do_not_run() -> None:
    assert services.parse(output("systemctl-show.txt")) == {
        "failed": ["backup-verify.service"],
        "stopped": ["nginx.service"],
    }


def test_debian_asks_for_a_restart() -> None:
    body = reboot.parse_marks(1_763_613_060.0, "linux-image-6.1.0-29-amd64\nlibc6\nlibc6\n")
    assert body["needed"] is True
    assert body["because"] == ["libc6", "linux-image-6.1.0-29-amd64"]
    assert body["since"] == "2025-11-20T04:31:00.000Z"
    assert reboot.parse_marks(None, "")["needed"] is False


@pytest.mark.parametrize(
    ("code", "known", "needed"), [(0, True, False), (1, True, True), (127, False, False)]
)
def test_needs_restarting(code: int, known: bool, needed: bool) -> None:
    body = reboot.parse_needs_restarting(code, output("needs-restarting.txt"))
    assert (body["known"], body["needed"]) == (known, needed)
    assert body["because"] == (["glibc", "kernel"] if needed else [])


def test_one_mount_for_each_device_and_no_images() -> None:
    found = [
        disks.Mount("/", "/dev/sda2", "ext4"),
        disks.Mount("/var/lib/docker/btrfs", "/dev/sda2", "ext4"),
        disks.Mount("/snap/core/1", "/dev/loop0", "squashfs"),
        disks.Mount("/srv", "/dev/sdb1", "xfs"),
    ]
    assert [mount.path for mount in disks.parse(found, "/")] == ["/", "/srv"]
    assert [mount.path for mount in disks.parse([], "/")] == ["/"]


def test_rates_are_differences_and_a_restart_gives_none() -> None:
    cpu = {"user": 10.0, "system": 5.0, "idle": 100.0, "iowait": 1.0, "guest": 3.0}
    before = sample.Look(100.0, cpu, {"net.in_kib_s": 1000.0, "io.read_kib_s": 50.0})
    later = {"user": 13.0, "system": 6.0, "idle": 115.0, "iowait": 2.0, "guest": 9.0}
    after = sample.Look(160.0, later, {"net.in_kib_s": 1600.0, "io.read_kib_s": 10.0})
    values = sample.parse(before, after)
    assert values["cpu.percent"] == 20.0
    assert values["cpu.iowait_percent"] == 5.0
    assert values["net.in_kib_s"] == 10.0
    assert values["io.read_kib_s"] is None
    assert sample.parse(after, after)["cpu.percent"] is None


def test_networks_that_say_something() -> None:
    found = {
        "lo": [(2, "127.0.0.1"), (10, "::1")],
        "eno1": [(17, "00:00:5E:00:53:01"), (2, "192.0.2.10"), (10, "fe80::1%eno1")],
        "veth3": [(17, "02:42:ac:11:00:02")],
    }
    assert inventory.parse_networks(found) == [
        {"name": "eno1", "mac": "00:00:5e:00:53:01", "addresses": ["192.0.2.10"]}
    ]


def test_linux_files() -> None:
    release = platform_linux.parse_os_release('NAME="Debian GNU/Linux"\nVERSION_ID="12"\n')
    assert release == {"NAME": "Debian GNU/Linux", "VERSION_ID": "12"}
    assert platform_linux.parse_pressure("some avg10=0.00 avg60=2.42 avg300=1.00 total=5\n") == 2.42
    assert (
        platform_linux.parse_cpu_model("processor: 0\nmodel name\t: A  Fine   CPU\n")
        == "A Fine CPU"
    )


def test_the_same_tree_and_seed_choose_the_same_files(tmp_path: Path) -> None:
    for number in range(40):
        folder = tmp_path / f"folder {number % 4}"
        folder.mkdir(exist_ok=True)
        (folder / f"{number}.txt").write_text(f"content {number}")
    (tmp_path / "empty").write_text("")
    (tmp_path / "link").symlink_to(tmp_path / "folder 0" / "0.txt")
    later = (tmp_path / "empty").stat().st_mtime + 25 * 3600
    first = manifest.make([str(tmp_path)], seed=7, count=10, quiet_hours=24, now=later)
    assert first == manifest.make([str(tmp_path)], seed=7, count=10, quiet_hours=24, now=later)
    other = manifest.make([str(tmp_path)], seed=8, count=10, quiet_hours=24, now=later)
    assert other["files"] != first["files"]
    assert (first["candidates"], len(first["files"])) == (40, 10)
    fresh = manifest.make([str(tmp_path)], seed=7, count=10, quiet_hours=24)
    assert (fresh["candidates"], fresh["files"]) == (0, [])


@pytest.mark.parametrize("server", ["http://nadi.example", "ftp://127.0.0.1", "nadi.example", ""])
def test_plain_http_is_for_this_machine_alone(server: str) -> None:
    with pytest.raises(channel.BadAddress):
        channel.Channel(server)
    assert channel.Channel("http://127.0.0.1:8766/").server == "http://127.0.0.1:8766"


def test_a_fleet_does_not_knock_all_at_once() -> None:
    import random

    phases = {runner.phase(f"{number:032x}") for number in range(0, 2**32, 2**26 + 1)}
    assert phases <= set(range(60))
    waits = [runner.wait_after(9, random.Random(seed)) for seed in range(200)]
    assert 0.5 <= min(waits) < 5
    assert 50 < max(waits) <= runner.LONGEST_WAIT
    assert runner.until_next(119.5, 0) == 60.5, "never twice for one moment"
    assert runner.until_next(100.0, 30) == 50.0
