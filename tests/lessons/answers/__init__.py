"""What students answer to the exercises: one module for each lesson, with two dictionaries.

RIGHT: right answers, in NumPy, pandas, plain Python, SciPy, scikit-learn; by exercise.
WRONG: pairs of what the answer must be told (some words of it are enough) and the answer. Every
hint of a `Case` or `Property` must be told to one of them; a `Mistake` brings its own answer.
"""

ANY = "✗ Em "  # told with the right value and the student's, on a drawn case that has no hint
