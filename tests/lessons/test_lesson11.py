"""Lesson 11's windows, from the lesson's own cells: no window sees its target or skips an hour."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from tests.support.real import real_file
from tools.lessons import run_cells
from utils import course, datasets
from utils.exercises.lesson11 import pinball

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


def test_the_lesson_asks_for_five_days_and_one_day_ahead():
    assert (PAST, AHEAD) == (120, 24)


def read(data):
    """All windows and all targets of a data set."""
    windows, targets = zip(*data.as_numpy_iterator(), strict=True)
    return np.concatenate(windows), np.concatenate(targets)


def test_batches_are_the_rows_they_say_and_both_ways_give_the_same_windows():
    table = np.arange(400.0, dtype="float32").reshape(200, 2)
    names = {"np": np, "tf": tf, "course": course, "PAST": 120, "inputs": table}
    batches = run_cells("11", ["batches"], names)["batches"]
    rows = np.array([3, 0, 60])
    ((windows, target),) = batches(rows, [1, 2, 3])
    assert windows.shape == (3, 120, 2)
    for row, window in zip(rows, windows.numpy(), strict=True):
        np.testing.assert_array_equal(window, table[row : row + 120])
    assert target.numpy().tolist() == [1, 2, 3]

    answers = np.arange(81.0)
    keras_way = keras.utils.timeseries_dataset_from_array(table, answers, 120)
    for theirs, ours in zip(read(keras_way), read(batches(np.arange(81), answers)), strict=True):
        np.testing.assert_array_equal(theirs, ours)


def test_shuffled_batches_hold_each_window_once():
    table = np.arange(1000.0, dtype="float32")[:, None]
    names = {"np": np, "tf": tf, "course": course, "PAST": 120, "inputs": table}
    batches = run_cells("11", ["batches"], names)["batches"]
    rows = np.arange(800)
    windows, target = read(batches(rows, rows, shuffle=True))
    np.testing.assert_array_equal(windows[:, 0, 0], target)
    assert sorted(target) == rows.tolist() != target.tolist()


def test_loss_of_the_quantiles_is_that_of_the_exercise():
    pinball_loss = run_cells("11", ["quantile-loss"], {"np": np, "keras": keras})["pinball_loss"]
    rng = np.random.default_rng(0)
    y, q = rng.normal(size=50), rng.normal(size=(50, 3))
    expected = np.mean([pinball(y, q[:, i], tau) for i, tau in enumerate((0.05, 0.5, 0.95))])
    assert float(np.mean(pinball_loss(y, q))) == pytest.approx(expected, rel=1e-5)


def test_same_as_now_errs_on_the_real_series_as_the_book_says():
    real_file("jena")
    jena = datasets.load_jena()
    assert jena.attrs["source"] == "real"
    n, temperature = len(jena), jena["T"].to_numpy()
    for (first, last), published in {(n // 2, 3 * n // 4): 2.44, (3 * n // 4, n): 2.62}.items():
        now = window_starts(jena["stretch"].to_numpy(), first, last) + PAST - 1
        error = np.abs(temperature[now + AHEAD] - temperature[now]).mean()
        assert error == pytest.approx(published, abs=0.02)
