"""Lesson 09, train it: its exercises, and the picture that it opens with."""

from helpers.lessons.lesson_09.exercises import *
from helpers.lessons.lesson_09.opening import opening
