"""Measure each lesson's time and peak memory in the profile aula (`make times`, or with NB=05).

A lesson runs whole in processes of its own, on a machine that should do nothing else. It is stored
as by `make aula`, with `peak_mib` beside `seconds` in its metadata, from which `make sync` makes
notebooks/README.md.
"""

import contextlib
import subprocess
import sys
import time
from pathlib import Path

import psutil

from tools.lessons import read_lesson, write_lesson
from tools.run_lessons import chosen, run_lesson

PAUSE = 0.2  # seconds between two looks at the memory


def family_mib(runner: int) -> float:
    """Return the memory (MiB, resident) of all that a process has started, itself left out."""
    held = 0
    for process in psutil.Process(runner).children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):  # ended since it was listed
            held += process.memory_info().rss
    return held / 2**20


def measure(path: Path) -> int:
    """Run and store a lesson; return the most memory it held at once, in MiB."""
    peak = 0.0
    runner = subprocess.Popen([sys.executable, "-m", "tools.times", "--run", path])
    while runner.poll() is None:
        with contextlib.suppress(psutil.NoSuchProcess):
            peak = max(peak, family_mib(runner.pid))
        time.sleep(PAUSE)
    if runner.returncode:
        raise subprocess.CalledProcessError(runner.returncode, runner.args)
    return round(peak)


def main(arguments: list[str]) -> None:
    """Measure the lessons with these numbers, or all; with `--run`, only store one, by its path."""
    if arguments[:1] == ["--run"]:
        run_lesson(Path(arguments[1]))
        return
    for path in chosen(arguments):
        peak_mib = measure(path)
        notebook = read_lesson(path)
        notebook.metadata.course |= {"peak_mib": peak_mib}
        write_lesson(path, notebook)
        print(f"{path.name}: {notebook.metadata.course.seconds} s, {peak_mib} MiB", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
