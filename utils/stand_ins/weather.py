"""Generated weather: the stand-in for Jena's."""

import numpy as np
import pandas as pd
from scipy.signal import lfilter


def jena_stand_in(n: int = 26_280, seed: int = 2009) -> pd.DataFrame:
    """Generate `n` hours of weather (3 years; at least 200) in the columns of Jena's hourly file.

    Temperature is a yearly and a daily cycle and noise that lasts hours and days. As in the real
    file, an outage of 40 hours, a step of 80 minutes and a flag of -9999 in the wind break the
    series. The same `n` and `seed` give the same table.
    """
    rng = np.random.default_rng(seed)
    minutes = 60 * np.arange(n) + 10
    minutes[2 * n // 5 :] += 40 * 60  # the outage
    minutes[7 * n // 10 :] += 20  # the step of 80 minutes
    days = minutes / (24 * 60)
    year = np.cos(2 * np.pi * (days - 200) / 365.25)  # warmest on 20 July
    day = np.cos(2 * np.pi * (days - 14 / 24))  # and at 14 h
    cycles = 9.4 + 9 * year + (3 + 1.5 * year) * day
    temperature = cycles + 3.5 * _noise(rng, n, memory=70) + _noise(rng, n, memory=6)
    dryness = 3.8 + 1.8 * year + 2.4 * day + 2.4 * _noise(rng, n, memory=30)
    dew_point = temperature - np.logaddexp(0, dryness)  # never above the temperature
    temperature, dew_point = temperature.round(2), dew_point.round(2)
    saturation = _vapour_pressure(temperature)
    wind = np.hypot(_noise(rng, n, memory=20), _noise(rng, n, memory=8)) * 1.8
    wind[n // 5] = -9999
    time = pd.Timestamp(2009, 1, 1) + pd.to_timedelta(minutes, unit="min")
    return pd.DataFrame(
        {
            "Date Time": time.strftime("%d.%m.%Y %H:%M:%S"),
            "p (mbar)": (989 + 8 * _noise(rng, n, memory=90)).round(2),
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
    return lfilter([1], [1, -keep], kicks)


def _vapour_pressure(temperature: np.ndarray) -> np.ndarray:
    """Saturation vapour pressure over water, mbar, at a temperature in °C: Magnus's formula."""
    return 6.1078 * np.exp(17.08085 * temperature / (234.175 + temperature))
