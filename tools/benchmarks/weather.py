"""The book's way to feed the weather and whole batches, one epoch each on the same months.

    COURSE_DATA_DIR=... python -m tools.benchmarks.weather

The book (Chollet, Deep Learning with Python, chapter 10) takes a window of 120 hours from every
ten-minute row, one at a time (`timeseries_dataset_from_array`); lesson 11 takes one from every
hour, and here they are gathered a whole batch at a time. Needs the ten-minute file of 2020. Each
model trains one epoch to be compiled, then the epoch that is timed. Ratios mean something; seconds
depend on the machine.
"""

import time

import keras
import numpy as np
import pandas as pd
import tensorflow as tf
from keras import layers

from utils import files

PAST, AHEAD = 120, 24  # hours
BATCH = 256  # the book's
PER_HOUR = 6


def lstm(window):
    return layers.LSTM(16)(window)


def stacked_gru(window):
    hidden = layers.GRU(32, recurrent_dropout=0.5, return_sequences=True)(window)
    return layers.GRU(32, recurrent_dropout=0.5)(hidden)


def batches(table: np.ndarray, rows: np.ndarray, target: np.ndarray) -> tf.data.Dataset:
    """Shuffled batches of the windows that begin at these rows, each gathered at once."""
    steps = tf.range(PAST)
    data = tf.data.Dataset.from_tensor_slices((np.int32(rows), np.float32(target)))
    data = data.shuffle(len(rows)).batch(BATCH)
    return data.map(lambda rows, y: (tf.gather(table, rows[:, None] + steps), y)).prefetch(2)


def seconds_of_an_epoch(hidden, data: tf.data.Dataset, columns: int, optimizer: str, loss: str):
    """Seconds that the second epoch takes."""
    window = keras.Input((PAST, columns))
    model = keras.Model(window, layers.Dense(1)(hidden(window)))
    model.compile(optimizer, loss)
    model.fit(data, verbose=0, shuffle=False)
    start = time.perf_counter()
    model.fit(data, verbose=0, shuffle=False)
    return time.perf_counter() - start


def main() -> None:
    """Print, for each model, the ratios of time and of samples per second."""
    raw = pd.read_csv(files.fetch("jena_2020")).drop(columns="Date Time")
    table = ((raw - raw.mean()) / raw.std()).to_numpy("float32")
    temperature = raw["T (degC)"].to_numpy("float32")
    delay = PER_HOUR * (PAST + AHEAD - 1)
    book = keras.utils.timeseries_dataset_from_array(
        table[:-delay],
        temperature[delay:],
        PAST,
        sampling_rate=PER_HOUR,
        shuffle=True,
        seed=0,
        batch_size=BATCH,
    )
    book_windows = len(table) - delay - PER_HOUR * (PAST - 1)

    hourly = table[::PER_HOUR]
    rows = np.arange(len(hourly) - PAST - AHEAD + 1)
    now = rows + PAST - 1
    change = temperature[::PER_HOUR][now + AHEAD] - temperature[::PER_HOUR][now]
    ours = batches(hourly, rows, change)

    for hidden in (lstm, stacked_gru):
        theirs = seconds_of_an_epoch(hidden, book, table.shape[1], "rmsprop", "mse")
        own = seconds_of_an_epoch(hidden, ours, table.shape[1], "adam", "mae")
        faster = (len(rows) / own) / (book_windows / theirs)
        print(
            f"{hidden.__name__}: book {book_windows} windows in {theirs:.1f} s, lesson {len(rows)} "
            f"in {own:.1f} s: {theirs / own:.1f}x less time an epoch, {faster:.2f}x samples/s"
        )


if __name__ == "__main__":
    main()
