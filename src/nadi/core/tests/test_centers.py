"""The demo's tellers are found from the foundation upward."""

from nadi.core import centers


def test_tellers_come_in_the_order_of_the_spine() -> None:
    tellers = centers.tellers()
    told_by = [tell.__module__.split(".")[1] for tell in tellers if tell.__name__ == "tell"]
    order = [part.label for part in centers.parts()]
    assert told_by == sorted(told_by, key=order.index)
    assert told_by[:2] == ["accounts", "clients"]


def test_what_is_made_from_the_rows_of_all_centers_comes_after_them_and_before_balance() -> None:
    told = [(tell.__module__.split(".")[1], tell.__name__) for tell in centers.tellers()]
    seven = [center.label for center in centers.centers()]
    reflections = [at for at, (_label, name) in enumerate(told) if name == "reflect"]
    own = [at for at, (label, name) in enumerate(told) if label in seven and name == "tell"]
    assert told[reflections[0]] == ("agreements", "reflect")
    assert max(own) < min(reflections)
    assert max(reflections) < told.index(("balance", "tell"))
