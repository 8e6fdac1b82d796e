"""Lesson 11's windows, from the lesson's own cells: no window sees its target or skips an hour."""

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.real import real_file
from tools.lessons import run_cells
from utils import datasets
from utils.exercises.lesson11 import mean_interval_score, pinball
from utils.results import decimal

CELLS = run_cells("11", ["window-starts"], {"np": np})
window_starts, PAST, AHEAD = CELLS["window_starts"], CELLS["PAST"], CELLS["AHEAD"]

gaps = st.lists(st.sampled_from([60] * 8 + [70, 80, 1010]), min_size=9, max_size=80)
sizes = st.integers(1, 12)


def clock_and_stretch(minutes):
    """Times that are these minutes apart, and the number of the stretch each is in."""
    step = np.array([60, *minutes])
    return np.cumsum(step), np.cumsum(step != 60)


@given(gaps, sizes, sizes)
def test_target_is_exactly_so_many_hours_after_the_last_input(minutes, past, ahead):
    clock, stretch = clock_and_stretch(minutes)
    starts = window_starts(stretch, 0, len(clock), past, ahead)
    last, target = starts + past - 1, starts + past - 1 + ahead
    assert (clock[target] - clock[last] == 60 * ahead).all()
    assert (clock[last] - clock[starts] == 60 * (past - 1)).all()


@given(gaps, sizes, sizes)
def test_every_window_that_fits_is_there_once(minutes, past, ahead):
    clock, stretch = clock_and_stretch(minutes)
    whole = [
        first
        for first in range(len(clock) - past - ahead + 1)
        if (np.diff(clock[first : first + past + ahead]) == 60).all()
    ]
    assert window_starts(stretch, 0, len(clock), past, ahead).tolist() == whole


@given(gaps, sizes, sizes, st.data())
def test_no_test_window_shares_a_row_with_train(minutes, past, ahead, data):
    _, stretch = clock_and_stretch(minutes)
    n = len(stretch)
    border = data.draw(st.integers(1, n - 1))
    parts = [(0, border), (border, n)]
    train, test = (
        {
            row
            for first in window_starts(stretch, *part, past, ahead)
            for row in range(first, first + past + ahead)
        }
        for part in parts
    )
    assert max(train, default=0) < border <= min(test, default=border)


def test_the_longest_window_is_five_days_and_the_target_one_day_ahead():
    assert (PAST, AHEAD) == (120, 24)


def test_instants_are_the_rows_so_many_hours_back():
    table = np.arange(400.0).reshape(200, 2)
    names = run_cells("11", ["instants"], {"np": np, "inputs": table, "train": np.array([60])})
    rows = np.array([30, 199])
    found = names["instants"](rows, (24, 3, 0))
    assert found.shape == (2, 3, 2)
    for row, window in zip(rows, found, strict=True):
        np.testing.assert_array_equal(window, table[[row - 24, row - 3, row]])
    assert names["DAY"] == tuple(range(23, -1, -1))


def test_weeks_drawn_again_have_the_mean_inside_and_widen_where_days_are_alike():
    weekly = run_cells("11", ["weekly"], {"np": np, "decimal": decimal})["weekly"]
    rng = np.random.default_rng(0)
    rows = np.arange(100 * 168)
    alone, alike = rng.normal(size=len(rows)), np.repeat(rng.normal(size=100), 168)
    widths = []
    for values in (alone, alike):
        mean, low, high = weekly(values, rows)
        assert low < mean < high and mean == pytest.approx(values.mean())
        widths.append(high - low)
    assert widths[1] > 5 * widths[0]


def test_loss_of_the_quantiles_is_that_of_the_exercise():
    pinball_loss = run_cells("11", ["quantile-loss"], {"np": np, "keras": keras})["pinball_loss"]
    rng = np.random.default_rng(0)
    y, q = rng.normal(size=50), rng.normal(size=(50, 3))
    expected = np.mean([pinball(y, q[:, i], tau) for i, tau in enumerate((0.05, 0.5, 0.95))])
    assert float(np.mean(pinball_loss(y, q))) == pytest.approx(expected, rel=1e-5)


def test_score_of_the_intervals_is_that_of_the_exercise():
    y, low = np.random.default_rng(0).normal(size=(2, 50))
    names = {"np": np, "decimal": decimal, "interval": lambda *_: "", "actual": y, "test": None}
    bands = {"rede de quantis": (low, low + 1), "receita simples": (low, low + 2)}
    names = run_cells("11", ["coverage"], names | {"bands": bands})
    ours = names["interval_score"](y, low, low + 1)
    assert np.mean(ours) == pytest.approx(mean_interval_score(y, low, low + 1))


def test_same_as_now_errs_on_the_real_series_as_the_book_says():
    real_file("jena")
    jena = datasets.load_jena()
    assert jena.attrs["source"] == "real"
    n, temperature = len(jena), jena["T"].to_numpy()
    for (first, last), published in {(n // 2, 3 * n // 4): 2.44, (3 * n // 4, n): 2.62}.items():
        now = window_starts(jena["stretch"].to_numpy(), first, last) + PAST - 1
        error = np.abs(temperature[now + AHEAD] - temperature[now]).mean()
        assert error == pytest.approx(published, abs=0.02)
