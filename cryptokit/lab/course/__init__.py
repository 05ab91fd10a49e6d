"""The course as a notebook uses it: lessons, guesses, exercises, quizzes, beliefs tested."""

from cryptokit.lab.course.beliefs import belief
from cryptokit.lab.course.exercise import exercise
from cryptokit.lab.course.guesses import collect, predict
from cryptokit.lab.course.instance import new_instance
from cryptokit.lab.course.opening import open_lesson
from cryptokit.lab.course.quiz import quiz

__all__ = ["belief", "collect", "exercise", "new_instance", "open_lesson", "predict", "quiz"]
