"""Weather: ten-minute measurements of the station in Jena, one row an hour."""

from pathlib import Path

import numpy as np
import pandas as pd

from utils import files, stand_ins
from utils.datasets.common import real_or_stand_in
from utils.datasets.tables import numbers, read_table, refuse, why_no_number

_TIME = "Date Time"
# Official name: the name here, and the least and the greatest value that are possible.
_COLUMNS = {
    "p (mbar)": ("p", 850, 1100),
    "T (degC)": ("T", -60, 60),
    "Tdew (degC)": ("Tdew", -60, 60),
    "rh (%)": ("rh", 0, 101),  # the sensor may go a little beyond
    "VPmax (mbar)": ("VPmax", 0, 200),
    "wv (m/s)": ("wv", 0, 100),
}
_UNITS = {"p": "mbar", "T": "°C", "Tpot": "K", "Tdew": "°C", "rh": "%", "VPmax": "mbar"}
_UNITS |= {"VPact": "mbar", "VPdef": "mbar", "sh": "g/kg", "H2OC": "mmol/mol", "rho": "g/m³"}
_UNITS |= {"wv": "m/s"}
# The name in registry.toml and the hours there, after the thinning.
_PERIODS = {
    "2009-2016": ("jena", 70_038),
    "2020": ("jena_2020", 8_783),
    "2024": ("jena_2024", 3_189),
}
_FLAG = -9999
# Bad values that carry no flag: time, column, value. The hourly file has 0 where the official one
# has the flag; and within an hour the pressure cannot fall by 63 mbar and rise again.
_KNOWN_BAD = [
    ("2011-06-06 13:30", "p", 914.10),
    ("2015-07-13 09:40", "wv", 0.0),
    ("2015-07-13 10:40", "wv", 0.0),
    ("2015-07-13 11:40", "wv", 0.0),
]
_HOUR = pd.Timedelta(hours=1)
_LONGEST_REPAIR = 6 * _HOUR


def load_jena(period: str = "2009-2016", path: str | Path | None = None) -> pd.DataFrame:
    """Weather in Jena, one row an hour (70,038 of them in "2009-2016").

    `period` is "2009-2016", "2020" or "2024" (9 June to 20 October). `path` is a file of the
    caller's own instead, a CSV with the official names of columns (see `tables.read_table`) and a
    row every 10 minutes or every hour. Rows are sorted, those that repeat a time are left out, and
    of ten-minute rows every 6th is kept. The index, `time`, is as published: without a time zone.

    p                    float64  pressure, mbar (= hPa)
    T, Tdew              float64  temperature and dew point, °C
    Tpot                 float64  potential temperature, K
    rh                   float64  relative humidity, %
    VPmax, VPact, VPdef  float64  vapour pressure: at saturation, actual, lacking; mbar
    sh                   float64  specific humidity, g/kg
    H2OC                 float64  water in the air, mmol/mol
    rho                  float64  density of the air, g/m³
    wv                   float64  speed of the wind, m/s
    repaired             bool     whether a value of the row was missing (-9999 in the file) or is
                                  known to be wrong: it is interpolated in time between good rows
    stretch              int64    0, 1, …: one more wherever the row before is not exactly 60 min
                                  earlier; a window inside one stretch runs across no outage

    Tpot, VPact, VPdef, sh, H2OC and rho are computed from p, T, rh and VPmax, since the hourly
    file lacks them; it also lacks `max. wv` and `wd`, which are left out. Rows that lie between
    good ones more than 6 h apart are left out instead of repaired.

    `frame.attrs["units"]` tells the unit of each float64 column, and `frame.attrs["source"]` is
    "real", or "simulado" for the stand-in, which only "2009-2016" has.

    Raises ValueError where the file is not such a table, a cell is not a date or number, the step
    is neither 10 nor 60 min, or a value is impossible; FileNotFoundError where there is no file at
    `path`; and DataError where the official file cannot be had and there is no stand-in or
    `COURSE_DATA=real`.

    Used by lesson 11.
    Source: weather station of the Max Planck Institute for Biogeochemistry, Jena,
    https://www.bgc-jena.mpg.de/wetter/.
    """
    if path is not None:
        return _frame(_hourly(_read(path)), "real")
    if period not in _PERIODS:
        raise ValueError(f"Não há o período {period!r}. Use um destes: {', '.join(_PERIODS)}.")
    name, hours = _PERIODS[period]
    if period == "2009-2016":
        raw, source = real_or_stand_in(
            "o tempo em Jena", lambda: _read(files.fetch(name)), stand_ins.jena_stand_in
        )
    else:
        raw, source = _read(_fetch_or_explain(name)), "real"
    rows = _hourly(raw)
    if source == "real" and len(rows) != hours:
        raise ValueError(
            f"O arquivo de {period} tem {len(rows)} horas em vez de {hours}: não é o oficial. "
            "Apague-o da pasta data/ e rode de novo; para usar um arquivo seu, dê path=."
        )
    return _frame(rows, source)


def _fetch_or_explain(name: str) -> Path:
    try:
        return files.fetch(name)
    except files.DataError as error:
        raise files.DataError(
            f"{error} Ou baixe um período da página da estação, https://www.bgc-jena.mpg.de/wetter/"
            ", e dê o caminho do arquivo: load_jena(path=...)."
        ) from error


def _read(path: str | Path) -> pd.DataFrame:
    return read_table(path, (_TIME, *_COLUMNS))


def _hourly(raw: pd.DataFrame) -> pd.DataFrame:
    """The measurements an hour apart, by time, as float64; flags become NaN."""
    time = pd.to_datetime(raw[_TIME], format="%d.%m.%Y %H:%M:%S", errors="coerce")
    refuse(raw, time.isna(), _TIME, "Data que não é como 31.12.2016 23:50:00")
    rows = pd.DataFrame(index=pd.DatetimeIndex(time, name="time"))
    for official, (name, *_) in _COLUMNS.items():
        rows[name] = values = numbers(raw, official)
        refuse(raw, ~np.isfinite(values), official, "Número inválido", why_no_number)
    rows = rows.sort_index(kind="stable")
    rows = rows[~rows.index.duplicated()]
    if len(rows) < 2:
        raise ValueError("Só há uma linha com data: são precisas duas ou mais, em sequência.")
    step = rows.index.to_series().diff().dropna().median()
    if step == _HOUR / 6:
        rows = rows.iloc[::6]
    elif step != _HOUR:
        minutes = step.total_seconds() / 60
        raise ValueError(
            f"O passo entre as linhas é de {minutes:g} minutos, e não 10 ou 60 minutos. Use um "
            "arquivo da estação de Jena sem apagar linhas."
        )
    rows = rows.mask(rows == _FLAG)
    for moment, name, value in _KNOWN_BAD:
        rows.loc[(rows.index == moment) & (rows[name] == value), name] = np.nan
    for name, low, high in _COLUMNS.values():
        wrong = (rows[name] < low) | (rows[name] > high)
        if wrong.any():
            when = wrong.idxmax()
            raise ValueError(
                f"Valor impossível em {when:%d.%m.%Y %H:%M}: {name} = {rows.loc[when, name]} "
                f"{_UNITS[name]}, fora de {low} a {high}. Corrija a linha, ou escreva -9999 onde "
                "a medida falhou."
            )
    return rows


def _frame(rows: pd.DataFrame, source: str) -> pd.DataFrame:
    """Short gaps mended, long ones left out; with what follows from the measurements."""
    repaired = rows.isna().any(axis=1)
    good = rows.index.to_series().where(~repaired)
    around = good.bfill() - good.ffill()  # zero for a good row, NaT at either end of the file
    frame = rows.interpolate("time", limit_area="inside")[around <= _LONGEST_REPAIR].copy()
    p, kelvin = frame["p"], frame["T"] + 273.15
    vapour = frame["VPmax"] * frame["rh"] / 100
    frame["Tpot"] = kelvin * (1000 / p) ** 0.286
    frame["VPact"] = vapour
    frame["VPdef"] = frame["VPmax"] - vapour
    frame["sh"] = 622 * vapour / (p - 0.378 * vapour)
    frame["H2OC"] = 1000 * vapour / p
    frame["rho"] = 1e5 * ((p - vapour) / 287.05 + vapour / 461.5) / kelvin
    frame = frame[list(_UNITS)]
    frame["repaired"] = repaired[frame.index]
    frame["stretch"] = (frame.index.to_series().diff() != _HOUR).cumsum() - 1
    frame.attrs = {"units": dict(_UNITS), "source": source}
    return frame
