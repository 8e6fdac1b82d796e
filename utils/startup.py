"""TensorFlow's noise as it starts is left out, and nothing that it says before a crash is lost.

Used by `course.setup`. What is written to file descriptor 2 meanwhile goes to a small process that
outlives this one: run as a script, this file is that process.
"""

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

# What TensorFlow's C++ code writes as it starts, on machines where all is well.
# Nothing else is left out: an unknown line, a Python warning and an error are all shown.
HARMLESS = re.compile(
    rb"All log messages before absl::InitializeLog"
    rb"|oneDNN custom operations are on"
    rb"|oneDNN supports DT_BOOL only on platforms with AVX-512"
    rb"|Could not find cuda drivers on your machine"
    rb"|failed call to cuInit: .*UNKNOWN ERROR \(303\)"  # no GPU driver installed
    rb"|This TensorFlow binary is optimized to use available CPU instructions"
    rb"|To enable the following instructions: .* rebuild TensorFlow"
    rb"|Unable to register cu(FFT|DNN|BLAS) factory"
    rb"|computation placer already registered"
    rb"|TF-TRT Warning: Could not find TensorRT"
    rb"|XLA service 0x\w+ initialized for platform"
    rb"|StreamExecutor \[0\]: Host"
    rb"|disabling MLIR crash reproducer"
    rb"|Compiled cluster using XLA!"
)
END = b"\0\n"  # what a process writes that gets to the end; a crash doesn't
MOST_LINES = 20
LAST_WORDS = Path(__file__).parents[1] / "data" / ".last_words.txt"


@contextlib.contextmanager
def harmless_lines_hidden(last_words: Path = LAST_WORDS) -> Iterator[None]:
    """Show what is written to file descriptor 2 at the end, without the harmless lines.

    Should the process die meanwhile, they go at once to the terminal and to ``last_words``: a
    notebook shows nothing that its kernel writes as it dies.
    """
    sys.stderr.flush()
    # A kernel has put a pipe to itself in the place of descriptor 2; this is the terminal's.
    terminal = getattr(sys.stderr, "_original_stdstream_copy", None) or 2
    try:
        saved = os.dup(2)
        listener = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__, last_words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=terminal,
            start_new_session=True,  # the student's Ctrl+C is not for it
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError:  # no descriptor 2, or no new process to be had: then all is shown
        listener = None
    if listener is None:
        yield
        return
    os.dup2(listener.stdin.fileno(), 2)
    try:
        yield
    finally:
        sys.stderr.flush()
        os.dup2(saved, 2)
        os.close(saved)
        shown, _ = listener.communicate(END)
        sys.stderr.write(shown.decode(errors="replace"))


def show_last_words(last_words: Path = LAST_WORDS) -> None:
    """Print, once, what the last start wrote before it crashed, if it did."""
    try:
        lines = last_words.read_text(encoding="utf-8", errors="replace").splitlines()
        last_words.unlink()
    except OSError:
        return
    text = "\n".join(lines[:MOST_LINES])  # the cause comes first, then where Python was
    print(
        "Da última vez, o Python parou enquanto o Keras era importado, depois de escrever:\n"
        f"{text}\n"
        "Se parar de novo, abra esta lição no Colab (o endereço está no alto) e mostre estas "
        "linhas a quem dá o curso.\n",
        flush=True,
    )


def _listen(last_words: Path) -> None:
    """Pass on standard input, less the harmless lines, once its writer has ended or died."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    lines, ended = [], False
    for line in sys.stdin.buffer:
        ended = line.endswith(END)
        lines.append(line.removesuffix(END))
        if ended:
            break
    text = b"".join(line for line in lines if not HARMLESS.search(line))
    if ended:
        sys.stdout.buffer.write(text)
    elif text:
        with contextlib.suppress(OSError):
            last_words.write_bytes(text)
        sys.stderr.buffer.write(text)


if __name__ == "__main__":
    _listen(Path(sys.argv[1]))
