"""Generated weather: the stand-in for Jena's."""

import numpy as np
import pandas as pd


def jena_stand_in(n: int = 26_280, seed: int = 2009) -> pd.DataFrame:
    """Generate `n` hours of weather (3 years) in the columns of Jena's hourly file.

    Temperature is the sum of a yearly and a daily cycle and of noise that lasts hours and days;
    low pressure is followed, over a day, by cooler air, so that the past tells a little more than
    the temperature of a day ago. The dew point trails the temperature, the humidity follows by
    Magnus's formula, and the wind blows harder at low pressure.

    As in the real file, an outage of 40 hours, a step of 80 minutes and a flag of -9999 in the wind
    break the series. The same `n` and `seed` give the same table; `n` is at least 200.
    """
    rng = np.random.default_rng(seed)
    minutes = 60 * np.arange(n) + 10
    minutes[2 * n // 5 :] += 40 * 60  # the outage
    minutes[7 * n // 10 :] += 20  # the step of 80 minutes
    days = minutes / (24 * 60)
    year = np.cos(2 * np.pi * (days - 200) / 365.25)  # warmest on 20 July
    day = np.cos(2 * np.pi * (days - 14 / 24))  # and at 14 h
    slow = _noise(rng, n, memory=90)
    pressure = 989 + 8 * slow
    advected = _trailing(slow, memory=24)  # what the pressure of the last day has brought
    temperature = (
        9.4
        + 9.0 * year
        + (3.0 + 1.5 * year) * day
        + 3.0 * _noise(rng, n, memory=80)
        + 1.0 * _noise(rng, n, memory=6)
        + 2.0 * advected
    )
    dryness = 3.8 + 1.8 * year + 2.4 * day + 2.4 * _noise(rng, n, memory=30)
    dew_point = temperature - np.logaddexp(0, dryness)  # never above the temperature
    wind = np.hypot(_noise(rng, n, memory=20), _noise(rng, n, memory=8)) * np.exp(0.5 - 0.25 * slow)

    temperature, dew_point = temperature.round(2), dew_point.round(2)
    saturation = _vapour_pressure(temperature)
    wind[n // 5] = -9999
    time = pd.Timestamp(2009, 1, 1) + pd.to_timedelta(minutes, unit="min")
    return pd.DataFrame(
        {
            "Date Time": time.strftime("%d.%m.%Y %H:%M:%S"),
            "p (mbar)": pressure.round(2),
            "T (degC)": temperature,
            "Tdew (degC)": dew_point,
            "rh (%)": (100 * _vapour_pressure(dew_point) / saturation).round(1),
            "VPmax (mbar)": saturation.round(2),
            "wv (m/s)": wind.round(2),
        }
    )


def _noise(rng: np.random.Generator, n: int, memory: float) -> np.ndarray:
    """Noise of mean 0 and standard deviation 1 that forgets within `memory` hours; shape (n,)."""
    keep = np.exp(-1 / memory)
    kicks = rng.normal(0, np.sqrt(1 - keep**2), n)
    kicks[0] = rng.normal()
    return _recursion(keep, kicks)


def _trailing(series: np.ndarray, memory: float) -> np.ndarray:
    """The mean of the series so far, in which the past fades within `memory` hours; shape (n,)."""
    keep = np.exp(-1 / memory)
    return _recursion(keep, (1 - keep) * series)


def _recursion(keep: float, kicks: np.ndarray) -> np.ndarray:
    """x[t] = keep x[t-1] + kicks[t], beginning with x[0] = kicks[0]; shape (n,)."""
    values, value = [], 0.0
    for kick in kicks.tolist():
        value = keep * value + kick
        values.append(value)
    return np.array(values)


def _vapour_pressure(temperature: np.ndarray) -> np.ndarray:
    """Saturation vapour pressure over water, mbar, at a temperature in °C: Magnus's formula."""
    return 6.1078 * np.exp(17.08085 * temperature / (234.175 + temperature))
