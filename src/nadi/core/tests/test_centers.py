"""The demo's tellers are found from the foundation upward."""

from nadi.core import centers


def test_tellers_come_in_the_order_of_the_spine() -> None:
    told_by = [tell.__module__.split(".")[1] for tell in centers.tellers()]
    order = [part.label for part in centers.parts()]
    assert told_by == sorted(told_by, key=order.index)
    assert told_by[:2] == ["accounts", "clients"]
