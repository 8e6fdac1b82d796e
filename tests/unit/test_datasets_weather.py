"""Weather in Jena: the loader, on files of both formats made here and on the real ones."""

import gzip
import zipfile

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from tests.support.faulty_server import closed_port, register
from tests.support.real import real_file
from utils.datasets import load_jena
from utils.files import DataError

HOUR = pd.Timedelta(hours=1)
UNITS = {"p": "mbar", "T": "°C", "Tpot": "K", "Tdew": "°C", "rh": "%", "VPmax": "mbar"}
UNITS |= {"VPact": "mbar", "VPdef": "mbar", "sh": "g/kg", "H2OC": "mmol/mol", "rho": "g/m³"}
UNITS |= {"wv": "m/s"}
OFFICIAL = (
    '"Date Time","p (mbar)","T (degC)","Tpot (K)","Tdew (degC)","rh (%)","VPmax (mbar)",'
    '"VPact (mbar)","VPdef (mbar)","sh (g/kg)","H2OC (mmol/mol)","rho (g/m**3)","wv (m/s)",'
    '"max. wv (m/s)","wd (deg)"'
)
HOURLY = "Date Time,p (mbar),T (degC),Tdew (degC),rh (%),VPmax (mbar),wv (m/s)"


def ten_minutes(rows, start="2015-01-01 00:10", **columns):
    """Rows of the official format, as a frame of text; `columns` are official names or short ones.

    The temperature counts 0.00, 0.01, … so that a row can be told from another.
    """
    time = pd.date_range(start, periods=rows, freq="10min")
    values = {"p": 1000.0, "T": np.arange(rows) / 100, "Tdew": -1.0, "rh": 50.0, "VPmax": 6.5}
    values |= {"wv": 2.0} | columns
    table = pd.DataFrame({"Date Time": time.strftime("%d.%m.%Y %H:%M:%S")})
    for name in OFFICIAL.replace('"', "").split(",")[1:]:
        table[name] = values.get(name.split(" (")[0], 1.25)
    return table


def written(table, path):
    """Write the table in the format that its columns tell, compressed as the name tells."""
    header = OFFICIAL if len(table.columns) == 15 else HOURLY
    text = header + "\n" + table.to_csv(index=False, header=False)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(path.stem, text)
    else:
        path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


@pytest.fixture
def load(tmp_path):
    """Load a table, having written it to a file."""
    return lambda table: load_jena(path=written(table, tmp_path / "meu.csv"))


def loaded(table, tmp_path_factory):
    return load_jena(path=written(table, tmp_path_factory.mktemp("jena") / "meu.csv"))


# A good file


def test_columns_units_and_types_are_those_that_the_docstring_promises(load):
    frame = load(ten_minutes(60))
    assert list(frame) == [*UNITS, "repaired", "stretch"]
    assert frame.attrs == {"units": UNITS, "source": "real"}
    assert (frame[list(UNITS)].dtypes == np.float64).all()
    assert frame.dtypes[["repaired", "stretch"]].astype(str).tolist() == ["bool", "int64"]
    assert isinstance(frame.index, pd.DatetimeIndex)
    assert frame.index.name == "time" and frame.index.tz is None


def test_of_ten_minute_rows_every_sixth_is_kept(load):
    frame = load(ten_minutes(20))
    assert frame["T"].tolist() == [0.00, 0.06, 0.12, 0.18]
    assert frame.index.strftime("%d.%m.%Y %H:%M").tolist()[:2] == [
        "01.01.2015 00:10",
        "01.01.2015 01:10",
    ]


def test_hourly_rows_are_all_kept_and_give_the_frame_of_the_official_file(load):
    official = ten_minutes(120, start="2015-07-13 00:10", rh=np.linspace(40, 60, 120))
    hourly = official.iloc[::6][HOURLY.split(",")]
    assert_frame_equal(load(hourly), load(official))


@pytest.mark.parametrize("name", ["meu.csv", "meu.csv.gz", "meu.csv.zip"])
def test_file_may_be_compressed(tmp_path, name):
    assert len(load_jena(path=str(written(ten_minutes(60), tmp_path / name)))) == 10


def test_columns_of_the_stations_own_files_do_no_harm(tmp_path):
    head, *lines = written(ten_minutes(60), tmp_path / "meu.csv").read_text().splitlines()
    lines = [head + ',"SWDR (W/m²)","PAR (µmol/m²/s)"', *(f"{line},0.0,0.0" for line in lines)]
    path = tmp_path / "mpi_roof_2020a.csv"
    path.write_text("\n".join(lines), encoding="latin-1")
    assert_frame_equal(load_jena(path=path), load_jena(path=tmp_path / "meu.csv"))


@settings(max_examples=25)
@given(data=st.data())
def test_order_and_repeated_rows_leave_no_trace(tmp_path_factory, data):
    table = ten_minutes(40)
    repeats = data.draw(st.lists(st.integers(0, 39), max_size=10))
    order = data.draw(st.permutations([*range(40), *repeats]))
    assert_frame_equal(loaded(table.iloc[order], tmp_path_factory), loaded(table, tmp_path_factory))


def test_of_rows_with_one_time_the_first_in_the_file_is_kept(load):
    table = pd.concat([ten_minutes(120), ten_minutes(120, T=30.0)])
    assert load(table)["T"].tolist() == ten_minutes(120)["T (degC)"].iloc[::6].tolist()


# Stretches


@settings(max_examples=25)
@given(lost=st.sets(st.integers(1, 199), max_size=60))
def test_rows_of_one_stretch_are_exactly_an_hour_apart_whatever_is_lost(tmp_path_factory, lost):
    frame = loaded(ten_minutes(200).drop(index=sorted(lost)), tmp_path_factory)
    steps = frame.index.to_series().diff().iloc[1:]
    raised = frame["stretch"].diff().iloc[1:]
    assert frame["stretch"].iloc[0] == 0
    assert set(raised) <= {0, 1}
    assert ((raised == 0) == (steps == HOUR)).all()


def test_lost_row_begins_a_stretch(load):
    frame = load(ten_minutes(40).drop(index=8))
    assert frame["T"].tolist() == [0.0, 0.06, 0.13, 0.19, 0.25, 0.31, 0.37]
    assert frame["stretch"].tolist() == [0, 0, 1, 1, 1, 1, 1]


def test_outage_begins_a_stretch(load):
    frame = load(pd.concat([ten_minutes(12), ten_minutes(12, start="2015-03-01 07:30")]))
    assert frame["stretch"].tolist() == [0, 0, 1, 1]


# Repairs


def hourly(wv, start="2015-01-01 00:10", **columns):
    """Rows of the hourly format with these speeds of the wind."""
    return ten_minutes(6 * len(wv), start, wv=np.repeat(wv, 6), **columns).iloc[::6][
        HOURLY.split(",")
    ]


def test_flag_is_interpolated_in_time_and_its_row_marked(load):
    frame = load(hourly([1.0, -9999, -9999, 4.0, 0.0]))
    assert frame["wv"].tolist() == [1, 2, 3, 4, 0]
    assert frame["repaired"].tolist() == [False, True, True, False, False]
    assert frame["stretch"].tolist() == [0] * 5


def test_flag_beside_a_longer_step_is_interpolated_by_the_clock(load):
    table = pd.concat([hourly([1.0, -9999]), hourly([5.0, 5.0], start="2015-01-01 04:10")])
    assert load(table)["wv"].tolist() == [1, 2, 5, 5]


def test_flag_in_temperature_is_mended_in_all_that_follows_from_it(load):
    table = hourly([2.0] * 3, T=np.repeat([10.0, -9999, 12.0], 6))
    frame = load(table)
    assert frame["T"].tolist() == [10, 11, 12]
    assert frame["Tpot"].tolist() == pytest.approx([283.15, 284.15, 285.15])


@pytest.mark.parametrize(("flags", "left"), [(5, 9), (6, 4)])
def test_gap_of_more_than_six_hours_is_left_out_and_begins_a_stretch(load, flags, left):
    frame = load(hourly([1.0, 1.0, *[-9999] * flags, 3.0, 3.0]))
    assert len(frame) == left
    assert frame["repaired"].sum() == left - 4
    assert frame["stretch"].max() == (left == 4)
    assert frame["wv"].between(1, 3).all()


def test_flags_at_either_end_are_left_out(load):
    frame = load(hourly([-9999, 1.0, 2.0, -9999]))
    assert frame["wv"].tolist() == [1, 2]
    assert not frame["repaired"].any()


def test_known_zeros_of_the_hourly_file_are_mended_like_the_flags_that_they_were(load):
    start = "2015-07-13 08:40"
    zeros = load(hourly([1.0, 0.0, 0.0, 0.0, 5.0], start))
    assert_frame_equal(zeros, load(hourly([1.0, -9999, -9999, -9999, 5.0], start)))
    assert zeros["wv"].tolist() == [1, 2, 3, 4, 5]


def test_calm_at_any_other_time_stays(load):
    frame = load(hourly([1.0, 0.0, 0.0, 0.0, 5.0]))
    assert frame["wv"].tolist() == [1, 0, 0, 0, 5] and not frame["repaired"].any()


def test_known_fall_of_the_pressure_is_mended_and_any_other_value_there_kept(load):
    for value, mended in ((914.10, 977.4), (976.0, 976.0)):
        pressures = np.repeat([977.5, value, 977.3], 6)
        frame = load(hourly([1.0] * 3, "2011-06-06 12:30", p=pressures))
        assert frame["p"].tolist() == pytest.approx([977.5, mended, 977.3])
        assert frame["repaired"].tolist() == [False, value < 950, False]


# What follows from the measurements


def test_dry_air_has_the_density_of_the_standard_atmosphere(load):
    frame = load(ten_minutes(12, p=1013.25, T=15.0, rh=0.0))
    assert frame["rho"].iloc[0] == pytest.approx(1225.0, abs=0.1)  # ISO 2533
    assert frame["sh"].iloc[0] == frame["VPact"].iloc[0] == 0


def test_humid_air_agrees_with_a_row_published(load):
    frame = load(ten_minutes(12, p=1008.89, T=0.71, Tdew=-1.33, rh=86.1, VPmax=6.43))
    published = {"Tpot": 273.18, "VPact": 5.54, "VPdef": 0.89, "sh": 3.42, "H2OC": 5.49}
    assert frame.iloc[0][list(published)].to_dict() == pytest.approx(published, abs=0.02)
    assert frame["rho"].iloc[0] == pytest.approx(1280.62, abs=0.13)


# A bad file


@pytest.mark.parametrize("date", ["2015-01-01 00:10:00", "31.02.2015 00:10:00", "", "ontem"])
def test_cell_that_is_no_date_is_told_with_its_row(load, date):
    table = ten_minutes(12)
    table.loc[1, "Date Time"] = date
    with pytest.raises(ValueError, match=r"Data que não é como .* na linha 3, coluna 'Date"):
        load(table)


@pytest.mark.parametrize("cell", ["", "nan", "inf", "pouco", '"2,5"', "−2.5", "1e400"])
@pytest.mark.parametrize("column", ["T (degC)", "wv (m/s)"])
def test_cell_that_is_no_number_is_told_with_its_row(tmp_path, capfd, cell, column):
    table = ten_minutes(12).astype(str)
    table.loc[1, column] = "XYZ"
    path = written(table, tmp_path / "meu.csv")
    path.write_text(path.read_text().replace("XYZ", cell))
    with pytest.raises(ValueError, match=r"Número inválido na linha 3 \('01.01.2015") as caught:
        load_jena(path=path)
    assert f"coluna {column!r}: {cell.strip(chr(34))!r}" in str(caught.value)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("column", "value"),
    [("p", 849), ("p", 1101), ("T", -61), ("T", 61), ("rh", 102), ("rh", -1), ("wv", -0.1)],
)
def test_impossible_value_is_told_with_its_time_and_column(load, column, value):
    table = ten_minutes(12)
    table.loc[6, next(name for name in table if name.startswith(f"{column} ("))] = value
    with pytest.raises(ValueError, match=r"impossível em 01\.01\.2015 01:10") as caught:
        load(table)
    assert f"{column} = {float(value)}" in str(caught.value)


def test_step_that_is_neither_ten_minutes_nor_an_hour_is_told(load):
    with pytest.raises(ValueError, match="passo entre as linhas é de 20 minutos, e não 10 ou 60"):
        load(ten_minutes(40).iloc[::2])


@pytest.mark.parametrize(("rows", "told"), [([0], "uma linha com data"), ([3, 3], "uma linha com")])
def test_one_time_alone_is_told(load, rows, told):
    with pytest.raises(ValueError, match=told):
        load(ten_minutes(40).iloc[rows])


def test_table_without_rows_is_told(load):
    with pytest.raises(ValueError, match="só tem o cabeçalho"):
        load(ten_minutes(1).iloc[:0])


def test_line_told_is_the_editors(tmp_path):
    path = written(ten_minutes(20).astype(str), tmp_path / "meu.csv")
    path.write_text("\n\n".join(path.read_text().replace("0.19", "x").splitlines()))
    with pytest.raises(ValueError, match="na linha 41 "):
        load_jena(path=path)


def test_table_of_a_brazilian_excel_gives_the_same_frame(tmp_path):
    table = ten_minutes(60)
    expected = load_jena(path=written(table, tmp_path / "meu.csv"))
    text = table.to_csv(index=False, sep=";", decimal=",", lineterminator="\r\n")
    path = tmp_path / "excel.csv"
    path.write_bytes(text.replace("rho (g/m**3)", "rho (g/m³)").encode("cp1252"))
    assert_frame_equal(load_jena(path=path), expected)


def test_period_that_does_not_exist_is_told_with_those_that_do():
    with pytest.raises(ValueError, match=r"'2021'. Use um destes: 2009-2016, 2020, 2024\."):
        load_jena("2021")


# Where a period comes from


@pytest.mark.parametrize("period", ["2020", "2024"])
def test_period_without_address_and_stand_in_says_what_to_do(course, period):
    register(course, f"jena_{period}", b"...")
    with pytest.raises(DataError) as caught:
        load_jena(period)
    for told in (f"jena_{period}.csv", "pasta data/", "https://www.bgc-jena", "load_jena(path="):
        assert told in str(caught.value)


def test_file_of_the_registry_with_too_few_hours_is_refused(course):
    body = written(ten_minutes(60), course / "jena_2020.csv").read_bytes()
    register(course, "jena_2020", body)
    with pytest.raises(ValueError, match=r"2020 tem 10 horas em vez de 8783: não é o oficial"):
        load_jena("2020")


def test_stand_in_comes_where_there_is_no_file_and_is_marked(course, capsys):
    register(course, "jena", b"...", f"http://127.0.0.1:{closed_port()}/jena")
    frame = load_jena()
    assert frame.attrs == {"units": UNITS, "source": "simulado"}
    assert "⚠ DADOS SIMULADOS" in capsys.readouterr().out


# The real files


@pytest.fixture(scope="module")
def real():
    real_file("jena_hourly")
    return load_jena()


def test_real_period_is_what_its_card_says(real):
    assert real.attrs["source"] == "real" and len(real) == 70_038
    assert real.groupby("stretch").size().tolist() == [6730, 31583, 10559, 1353, 18265, 1548]
    assert real.index[real["repaired"]].strftime("%d.%m.%Y %H").tolist() == [
        "06.06.2011 13",
        *(f"13.07.2015 {hour}" for hour in ("09", "10", "11")),
    ]
    assert real["p"].min() == 942.74
    assert (real["wv"] == 0).sum() == 88
    assert real["T"].agg(["min", "max"]).tolist() == [-23.01, 36.87]
    assert real["T"].mean() == pytest.approx(9.44, abs=0.005)
    assert real["T"].std() == pytest.approx(8.42, abs=0.005)


def test_same_hour_of_the_day_before_is_the_known_baseline(real):
    error = (real["T"] - real["T"].shift(24)).abs().to_numpy()
    quarters = np.array_split(error, 4)
    assert quarters[2].mean() == pytest.approx(2.44, abs=0.01)
    assert quarters[3].mean() == pytest.approx(2.62, abs=0.01)


def test_official_ten_minute_file_gives_the_frame_of_the_hourly_file(tmp_path):
    """It is not at hand, so it is made: five rows after each hourly one, out of order, repeated."""
    hourly = pd.read_csv(real_file("jena_hourly"))
    time = pd.to_datetime(hourly["Date Time"], format="%d.%m.%Y %H:%M:%S")
    hourly, time = hourly[time > "2015-07"], time[time > "2015-07"]
    hourly.to_csv(tmp_path / "horas.csv", index=False)
    hourly.loc[
        time.dt.strftime("%Y%m%d%H").isin(["2015071309", "2015071310", "2015071311"]), "wv (m/s)"
    ] = -9999
    table = hourly.loc[hourly.index.repeat(6)]
    late = pd.to_timedelta(np.arange(len(table)) % 6 * 10, unit="min")
    table["Date Time"] = (time.repeat(6) + late).dt.strftime("%d.%m.%Y %H:%M:%S")
    table = pd.concat([table.iloc[1000:], table.iloc[:2000]])
    path = tmp_path / "oficial.csv.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("oficial.csv", table.to_csv(index=False))
    expected = load_jena(path=tmp_path / "horas.csv")
    assert expected["repaired"].sum() == 3
    assert_frame_equal(load_jena(path=path), expected)


def test_real_2020_agrees_with_the_columns_it_publishes():
    path = real_file("jena_2020")
    frame = load_jena("2020")
    published = pd.read_csv(path).drop_duplicates("Date Time").iloc[::6]
    assert len(frame) == len(published) == 8783
    tolerance = dict.fromkeys(UNITS, 0.011) | {"rho": 0.13, "Tpot": 0.021}
    for name, unit in UNITS.items():
        column = next(column for column in published if column.startswith(f"{name} ("))
        worst = np.abs(frame[name].to_numpy() - published[column].to_numpy()).max()
        assert worst < tolerance[name], (name, unit)
    assert frame.groupby("stretch").size().tolist() == [3586, 5197]


def test_flag_of_2020_is_kept_out_of_the_wind():
    table = pd.read_csv(real_file("jena_2020"))
    flag = int(table.index[table["wv (m/s)"] == -9999].item())
    assert table["wv (m/s)"].std() == pytest.approx(43.6, abs=0.1)
    assert load_jena("2020")["wv"].std() == pytest.approx(1.6, abs=0.05)
    assert flag % 6  # so that it falls between the hours


def test_flag_of_2020_is_mended_where_it_falls_on_an_hour(tmp_path):
    table = pd.read_csv(real_file("jena_2020"))
    flag = int(table.index[table["wv (m/s)"] == -9999].item())
    path = tmp_path / "meu.csv"
    table.iloc[flag % 6 : flag + 99].to_csv(path, index=False)
    frame = load_jena(path=path)
    assert frame.index[frame["repaired"]].strftime("%d.%m.%Y %H:%M").tolist() == [
        "20.02.2020 07:40"
    ]
    assert frame["wv"].min() >= 0


def test_real_2024_is_one_stretch():
    real_file("jena_2024")
    frame = load_jena("2024")
    assert len(frame) == 3189 and frame["stretch"].max() == 0 and not frame["repaired"].any()
