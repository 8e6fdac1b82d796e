#!/bin/bash
# Put the new lesson 15 into the tree and run it (about 5 minutes on 2 quiet cores). From the checkout's root, COURSE_DATA_DIR set.
set -e
from=$(cd "$(dirname "$0")" && pwd)
cp $from/15_smiles_gerador.ipynb notebooks/
cp $from/exercises_lesson15.py utils/exercises/lesson15.py
cp $from/answers_lesson15.py tests/lessons/answers/lesson15.py
cp $from/test_lesson15.py tests/lessons/test_lesson15.py
sed -i 's/^    Used by lessons 05 and 06\.$/    Used by lessons 05, 06 and 15./; s/Used by lesson 15 and by ``load_esol``/Used by ``load_esol``/' utils/chem/smiles.py
.venv/bin/python - <<'P'
import re
from pathlib import Path
path = Path("tests/lessons/guards_size.py")
path.write_text(re.sub(r'    "15_smiles_gerador": \{.*?\},\n', "", path.read_text(), flags=re.S))
P
.venv/bin/python -m tools.sync || true   # the exercises' cells and the set-up; tables again after the run
.venv/bin/python -m tools.times 15
.venv/bin/python -m tools.sync
.venv/bin/python -m pytest -q -p no:cacheprovider tests/lessons/test_notebooks.py tests/lessons/test_uses.py tests/lessons/test_exercises.py tests/lessons/test_exercises_answers.py tests/lessons/test_exercises_models.py tests/lessons/test_lesson15.py -k "15 or not lesson"
