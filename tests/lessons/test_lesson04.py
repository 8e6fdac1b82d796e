"""Lesson 04's own functions: deformation, interpolation, votes, McNemar, calibration, the boast."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import cho_factor, cho_solve

from tools.lessons import run_cells
from utils.stand_ins import mnist_stand_in


@pytest.fixture(scope="module")
def images():
    """Thirty generated digits, float32 of shape (30, 784), 0 to 1."""
    return mnist_stand_in(30, 1)["x_train"].reshape(30, 784).astype("float32") / 255


@pytest.fixture(scope="module")
def lesson(images):
    names = {"np": np, "print": lambda *_, **__: None, "show": lambda *_: None}
    names |= {"decimal": lambda *_: "", "cho_factor": cho_factor, "cho_solve": cho_solve}
    names |= {"x": images, "y": np.arange(30) % 10, "course": SimpleNamespace(profile=lambda: "")}
    names |= {"binomtest": lambda b, n: SimpleNamespace(pvalue=1.0), "sigma": lambda p, n: 0.0}
    cells = ["kernel", "remedies-shift", "displacement", "sample", "deform", "neighbours"]
    return run_cells("04", [*cells, "mcnemar", "calibration-rows", "peeking-run"], names)


def still():
    """Where each pixel's ink comes from if nothing moves, shape (2, 28, 28)."""
    grid = np.meshgrid(np.arange(28.0), np.arange(28.0), indexing="ij")
    return np.stack(grid).astype("float32")


def test_no_displacement_leaves_the_image_as_it_is(lesson, images):
    places = np.clip(still(), 0, 26.999)
    np.testing.assert_allclose(lesson["sampled"](images, places), images, atol=2e-3)


def test_displacement_by_whole_pixels_moves_the_image(lesson, images):
    places = still()
    places[0] += 2
    places[1] -= 1
    moved = np.roll(images.reshape(-1, 28, 28), (-2, 1), axis=(1, 2))
    found = np.reshape(lesson["sampled"](images, np.clip(places, 0, 26.999)), (-1, 28, 28))
    np.testing.assert_allclose(found[:, 2:-3, 2:-3], moved[:, 2:-3, 2:-3], atol=1e-6)


def test_half_a_pixel_is_the_mean_of_two(lesson, images):
    places = still()
    places[1] += 0.5
    square = images.reshape(-1, 28, 28)
    wanted = (square[:, :, :-1] + square[:, :, 1:]) / 2
    found = np.reshape(lesson["sampled"](images, np.clip(places, 0, 26.999)), (-1, 28, 28))
    np.testing.assert_allclose(found[:, :-1, :-1], wanted[:, :-1], atol=1e-6)


def test_middle_is_the_image_without_two_pixels_on_each_side(lesson, images):
    middle = lesson["middle"](images)
    square = images.reshape(-1, 28, 28)[:, 2:-2, 2:-2]
    np.testing.assert_array_equal(middle.reshape(-1, 24, 24), square)
    places = still()[:, 2:-2, 2:-2]
    np.testing.assert_allclose(lesson["sampled"](images, places), middle, atol=1e-6)


def test_deformed_digits_keep_about_their_ink_and_their_place(lesson, images):
    made, middle = lesson["deformed"](images, np.random.default_rng(0)), lesson["middle"](images)
    assert made.shape == middle.shape and made.dtype == np.float32
    assert made.min() >= 0 and made.max() <= 1 + 1e-6
    share = made.sum(axis=1) / middle.sum(axis=1)
    assert (share > 0.6).all() and (share < 1.6).all() and abs(share.mean() - 1) < 0.1
    assert not np.allclose(made, middle, atol=0.1)


def test_images_of_one_group_share_their_field_and_others_do_not(lesson, images):
    same = np.repeat(images[:1], 30, axis=0)
    made = lesson["deformed"](same, np.random.default_rng(0), 8)  # 8, 8, 8 and 6
    for start, end in ((0, 8), (8, 16), (16, 24), (24, 30)):
        np.testing.assert_array_equal(
            made[start:end], np.repeat(made[start : start + 1], end - start, 0)
        )
    assert len(np.unique(made, axis=0)) == 4


def test_an_epoch_shows_every_image_once_with_its_label(lesson):
    seen = []
    network = SimpleNamespace(train_on_batch=lambda *batch: seen.append(batch))
    numbers = np.arange(50)
    lesson["learn"](network, numbers, 2 * numbers, 2, 0, 16, lambda part, rng: part + 1)
    assert [len(part) for part, _ in seen] == 2 * [16, 16, 16, 2]
    for epoch in (seen[:4], seen[4:]):
        shown, labels = (np.concatenate(parts) for parts in zip(*epoch, strict=True))
        np.testing.assert_array_equal(np.sort(shown), numbers + 1)
        np.testing.assert_array_equal(labels, 2 * (shown - 1))
    assert not np.array_equal(seen[0][0], seen[4][0])


def test_deformation_moves_a_pixel_by_about_one_at_random_and_is_smooth(lesson):
    found = np.asarray(lesson["sources"](2000, np.random.default_rng(0)))
    assert found.shape == (2000, 2, 24, 24) and found.dtype == np.float32
    moved = (found - still()[:, 2:-2, 2:-2])[:, :, 3:-3, 3:-3]
    assert abs(moved.mean()) < 0.1 and 0.5 < moved.std() < 2.5
    assert abs(np.diff(moved, axis=-1)).mean() < 0.3


def test_kernel_ridge_in_pieces_solves_the_whole_system(lesson):
    rng = np.random.default_rng(0)
    images, labels = rng.random((40, 6)), rng.integers(0, 10, 40)
    ridge = lesson["KernelRidge"](images[:5], gamma=0.5, penalty=0.1)
    ridge.fit(images, labels, chunk=7)
    far = ((images[:, None] - images[:5]) ** 2).sum(axis=2)
    K = np.exp(-0.5 * far)
    np.testing.assert_allclose(ridge.near(images), K, atol=1e-12)
    wanted = np.linalg.solve(K.T @ K + 0.1 * np.eye(5), K.T @ np.eye(10)[labels])
    np.testing.assert_allclose(ridge.w, wanted, atol=1e-9)
    np.testing.assert_array_equal(ridge.predict(images), (K @ wanted).argmax(axis=1))


def test_shifted_images_are_the_image_and_its_four_neighbours(lesson, images):
    found = lesson["shifted"](images[:2]).reshape(5, 2, 28, 28)
    square = images[:2].reshape(2, 28, 28)
    np.testing.assert_array_equal(found[0], square)
    np.testing.assert_array_equal(found[1], np.roll(square, 1, axis=1))
    np.testing.assert_array_equal(found[4], np.roll(square, -1, axis=2))


def test_nearer_neighbours_weigh_more(lesson):
    nearest, far = np.array([[3, 14, 24]]), np.array([[1.0, 3.0, 3.0]])
    votes = lesson["neighbour_votes"](nearest, far, 3)
    assert votes.shape == (1, 10) and votes[0, 3] == 1 and votes[0, 4] == pytest.approx(2 / 3)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=2, max_size=40))
def test_comparison_is_antisymmetric_and_its_sd_that_of_the_paired_differences(lesson, pairs):
    first, second = np.array(pairs).T
    b, c, gap, spread, _ = lesson["compare"](first, second)
    assert lesson["compare"](second, first)[:3] == (c, b, -gap)
    paired = first.astype(float) - second
    assert gap == pytest.approx(paired.mean())
    assert spread == pytest.approx(paired.std() / np.sqrt(len(paired)))


def test_calibration_counts_every_image_once(lesson):
    rng = np.random.default_rng(0)
    p = rng.dirichlet(np.full(10, 0.1), 500)
    rows = lesson["calibration"](p, rng.integers(0, 10, 500))
    assert sum(n for n, *_ in rows) == 500
    assert all(0 <= true <= 1 and 0 < said <= 1 for _, said, true in rows)


def test_best_of_many_epochs_boasts_though_all_are_equal(lesson):
    hits = np.random.default_rng(0).random((60, 400)) < 0.9
    rng = np.random.default_rng(1)
    found = {n: np.mean([lesson["boast"](hits, n, rng) for _ in range(200)]) for n in (50, 200)}
    assert found[50] > found[200] > 0
    assert lesson["boast"](hits[:1], 200, rng) < 0.1
