"""What the lessons share: set-up, data, figures, molecules as text, results and exercises."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent  # the course's own folder
