"""The geometry of small pictures."""

from hypothesis import given
from hypothesis import strategies as st

from nadi.config.pictures import cells, line, share, stretches


def test_a_line_breaks_where_there_is_no_evidence() -> None:
    drawn = line([10, 20, None, 30], width=95, height=25, mark=15)
    assert drawn.paths == ("2.5,22.5 32.5,12.5", "92.5,2.5")
    assert drawn.mark == 17.5
    assert drawn.now == (92.5, 2.5)


def test_no_evidence_draws_nothing() -> None:
    assert line([None, None], mark=60).paths == ()
    assert line([]).now is None


def test_a_flat_line_lies_in_the_middle() -> None:
    assert line([5, 5], width=95, height=25).paths == ("2.5,12.5 92.5,12.5",)


@given(
    st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), max_size=40),
    st.one_of(st.none(), st.floats(-1e6, 1e6)),
)
def test_nothing_leaves_its_box(points: list[float | None], mark: float | None) -> None:
    drawn = line(points, width=120, height=22, mark=mark)
    places = [tuple(map(float, p.split(","))) for path in drawn.paths for p in path.split()]
    assert all(0 <= x <= 120 and 0 <= y <= 22 for x, y in places)
    assert len(places) == sum(point is not None for point in points)
    assert drawn.mark is None or 0 <= drawn.mark <= 22


@given(st.one_of(st.none(), st.floats(-10, 1000)))
def test_a_share_stays_inside_its_bar(value: float | None) -> None:
    assert 0 <= share(value, 100, 160) <= 160


def test_cells_stand_in_rows() -> None:
    assert [(c.x, c.y, c.on) for c in cells([True, None], 2)] == [(0, 40, True), (27, 40, None)]


def test_a_night_is_cut_at_midnight() -> None:
    (evening,) = stretches([(1320, 1800)], width=1440)
    assert (evening.x, evening.width) == (1320, 120)
    assert stretches([(1500, 1600)]) == ()
