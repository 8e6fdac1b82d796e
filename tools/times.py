"""Measure each lesson's time and peak memory in the profile aula (`make times`, or with NB=05).

A lesson runs whole in processes of its own, on a machine that should do nothing else. It is stored
as by `make aula`, with `peak_mib` beside `seconds` in its metadata, from which `make sync` makes
README's table. On Linux and macOS.
"""

import subprocess
import sys
import time
from pathlib import Path

from tools.lessons import read_lesson, write_lesson
from tools.run_lessons import chosen, run_lesson

PAUSE = 0.2  # seconds between two looks at the memory


def kernel_mib(runner: int) -> float:
    """Return the memory (MiB, resident) of all that a process has started, itself left out."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,rss="], capture_output=True, text=True, check=True
    )
    rows = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    family = {runner}
    while young := {pid for pid, parent, _ in rows if parent in family} - family:
        family |= young
    return sum(rss for pid, _, rss in rows if pid in family - {runner}) / 1024


def measure(path: Path) -> int:
    """Run and store a lesson; return the most memory it held at once, in MiB."""
    peak = 0.0
    runner = subprocess.Popen([sys.executable, "-m", "tools.times", "--run", path])
    while runner.poll() is None:
        peak = max(peak, kernel_mib(runner.pid))
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
