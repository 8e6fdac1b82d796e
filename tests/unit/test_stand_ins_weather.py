"""The stand-in of the weather in Jena: it has the form, the traps and the physics of the real."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from sklearn.linear_model import Ridge

from utils.datasets import load_jena
from utils.stand_ins import jena_stand_in

HOUR = pd.Timedelta(hours=1)
HOURLY = "Date Time,p (mbar),T (degC),Tdew (degC),rh (%),VPmax (mbar),wv (m/s)"


def simulated(tmp_path_factory, *arguments):
    path = tmp_path_factory.mktemp("jena") / "sample.csv"
    jena_stand_in(*arguments).to_csv(path, index=False)
    return load_jena(path=path)


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    return simulated(tmp_path_factory)


def test_stand_in_has_the_header_of_the_hourly_file():
    assert ",".join(jena_stand_in(200)) == HOURLY


def test_same_seed_gives_the_same_weather_and_another_seed_another():
    assert_frame_equal(jena_stand_in(), jena_stand_in())
    assert not jena_stand_in().equals(jena_stand_in(seed=2010))


@settings(max_examples=10)
@given(n=st.integers(200, 3000), seed=st.integers(0, 2**32))
def test_any_size_and_seed_is_accepted_by_the_loader(tmp_path_factory, n, seed):
    frame = simulated(tmp_path_factory, n, seed)
    assert len(frame) == n
    assert frame["repaired"].sum() == 1


def test_stand_in_has_an_outage_an_irregular_step_and_a_flag(sample):
    steps = sample.index.to_series().diff().value_counts()
    assert steps.to_dict() == {HOUR: 26_277, 41 * HOUR: 1, HOUR * 4 / 3: 1}
    assert sample["stretch"].max() == 2
    assert sample["repaired"].sum() == 1


def test_stand_in_looks_like_weather(sample):
    month, hour = (
        sample["T"].groupby(when).mean() for when in (sample.index.month, sample.index.hour)
    )
    assert month.idxmax() in (7, 8) and month.idxmin() in (1, 2) and 14 < np.ptp(month) < 22
    assert hour.idxmax() in (13, 14, 15) and 4 < np.ptp(hour) < 9
    assert (sample["Tdew"] <= sample["T"]).all() and (sample["wv"] >= 0).all()
    assert sample["rh"].max() > 99 and sample["rh"].min() > 15
    assert 8 < sample["T"].mean() < 11 and 7 < sample["p"].std() < 9


def test_humidity_of_the_stand_in_is_that_of_its_dew_point(sample):
    # At its dew point, air is saturated with the vapour it has; Bolton 1980, doi
    # 10.1175/1520-0493(1980)108<1046:TCOEPT>2.0.CO;2, another fit than the one used.
    bolton = 6.112 * np.exp(17.67 * sample["Tdew"] / (sample["Tdew"] + 243.5))
    np.testing.assert_allclose(sample["VPact"], bolton, rtol=0.015)


def test_past_of_the_stand_in_tells_more_than_the_day_before(sample):
    """Half of it to learn from, a quarter to test on; the errors are mean absolute ones, in °C."""
    now = np.arange(24, len(sample) - 24)
    change = sample["T"].to_numpy()[now + 24] - sample["T"].to_numpy()[now]
    half, last = len(now) // 2, 3 * len(now) // 4

    past = [sample[["T", "Tdew"]].to_numpy()[now - lag] for lag in (0, 6, 12, 18, 24)]
    model = Ridge().fit(np.hstack(past)[:half], change[:half])
    error = np.abs(change[last:] - model.predict(np.hstack(past)[last:])).mean()
    naive = np.abs(change[last:]).mean()
    assert 1.8 < naive < 2.8
    assert error < 0.98 * naive
