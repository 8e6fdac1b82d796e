"""Find a browser and playwright, then open every lesson in JupyterLab (`make test-browser`).

With `--if-possible` a machine without them is told so, and that is no failure; where CI is set it
is one, and the browser may be installed.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.students.jobs import JOBS, pip_install
from tools.lessons import ROOT

PLAYWRIGHT = "playwright==1.65.2"
BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
MAC_CHROME = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


class Unavailable(Exception):
    """What the test needs can't be had here; the message, in Portuguese, says why."""


def in_ci() -> bool:
    """Tell whether this machine is a CI's: ours to install on, and never green by leaving out."""
    return os.environ.get("CI", "").lower() in ("true", "1")


def find_browser() -> str:
    """Return the path of Chromium or Chrome; a Debian of CI's installs it first."""
    if found := _installed():
        return found
    if in_ci() and shutil.which("apt-get") and getattr(os, "geteuid", lambda: 1)() == 0:
        install = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", "chromium"]
        for command in (["apt-get", "update", "-qq"], install):
            subprocess.run(command, check=False, stdin=subprocess.DEVNULL)
        if found := _installed():
            return found
    raise Unavailable("não há Chromium nem Chrome aqui; no Debian: apt-get install chromium")


def _installed() -> str | None:
    found = filter(None, map(shutil.which, BROWSERS))
    return next(found, str(MAC_CHROME) if MAC_CHROME.exists() else None)


def bring_playwright() -> Path:
    """Return a folder that holds playwright alone: it drives the browser, no lesson needs it."""
    folder = JOBS / PLAYWRIGHT
    if not folder.exists():
        unfinished = folder.with_suffix(".part")
        try:
            pip_install(sys.executable, "--upgrade", "--target", unfinished, PLAYWRIGHT)
        except subprocess.CalledProcessError as error:
            raise Unavailable(f"o pip não trouxe {PLAYWRIGHT}") from error
        unfinished.replace(folder)
    return folder


def main(arguments: list[str]) -> int:
    """Run tests/students/browser.py, with pytest's options given here; return its exit code."""
    options = [argument for argument in arguments if argument != "--if-possible"]
    try:
        browser, playwright = find_browser(), bring_playwright()
    except Unavailable as error:
        print(f"As lições não foram abertas no JupyterLab: {error}.", file=sys.stderr)
        return 0 if options != arguments and not in_ci() else 1
    path = os.pathsep.join(filter(None, [str(playwright), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "COURSE_BROWSER": browser, "PYTHONPATH": path}
    pytest = [
        sys.executable,
        "-m",
        "pytest",
        "tests/students/browser.py",
        "--durations=0",
        *options,
    ]
    return subprocess.run(pytest, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
