"""Every exercise accepts right answers of all kinds, and tells each wrong one what is wrong."""

from importlib import import_module

import pytest

from tools.lessons import lesson_paths
from utils.exercises import RIGHT, Case, Mistake, Property, exercises, verdict

LESSONS = [path.name[:2] for path in lesson_paths()]
ANSWERS = {lesson: import_module(f"tests.lessons.answers.lesson{lesson}") for lesson in LESSONS}
ALL = [(lesson, number) for lesson in LESSONS for number in exercises(lesson)]


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_exercise_has_right_and_wrong_answers(lesson):
    assert list(exercises(lesson)) == list(ANSWERS[lesson].RIGHT) == list(ANSWERS[lesson].WRONG)


@pytest.mark.parametrize(("lesson", "number"), ALL)
def test_every_right_answer_is_accepted(lesson, number):
    exercise = exercises(lesson)[number]
    for place, answer in enumerate([exercise.reference, *ANSWERS[lesson].RIGHT[number]]):
        assert verdict(exercise, answer) == RIGHT, f"answer {place}"


@pytest.mark.parametrize(("lesson", "number"), ALL)
def test_every_wrong_answer_gets_its_hint_and_every_hint_is_reached(lesson, number):
    exercise, told = exercises(lesson)[number], []
    for hint, answer in ANSWERS[lesson].WRONG[number]:
        told.append(verdict(exercise, answer))
        assert told[-1] != RIGHT
        assert hint in told[-1]
    for mistake in exercise.of(Mistake):
        assert verdict(exercise, mistake.wrong) == f"✗ {mistake.hint}"
    for case in exercise.of(Case) + exercise.of(Property):
        assert any(case.hint in text for text in told), f"nobody gets: {case.hint}"


@pytest.mark.parametrize(("lesson", "number"), ALL)
def test_answers_known_by_heart_and_arguments_not_used_are_refused(lesson, number):
    exercise = exercises(lesson)[number]
    cases = exercise.cases()
    first = exercise.reference(*cases[0].args)
    known = {repr(case.args): exercise.reference(*case.args) for case in exercise.of(Case)}
    assert verdict(exercise, lambda *args: first) != RIGHT
    assert verdict(exercise, lambda *args: known.get(repr(args), first)) != RIGHT
    for place in range(len(cases[0].args)):

        def deaf(*args, place=place):
            return exercise.reference(*args[:place], cases[0].args[place], *args[place + 1 :])

        assert verdict(exercise, deaf) != RIGHT, f"argument {place} may be left unused"
