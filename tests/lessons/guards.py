"""What every lesson promises; each guard takes a lesson and yields the promises broken, in words.

Nothing is run: a guard looks at the notebook alone, and at what `make sync` would write into it.
The guards stand in the modules imported here.
"""

from tests.lessons import guards_code, guards_outputs, guards_size, guards_text
from tests.lessons.lesson import GUARDS, Lesson

__all__ = ["GUARDS", "Lesson", "guards_code", "guards_outputs", "guards_size", "guards_text"]
