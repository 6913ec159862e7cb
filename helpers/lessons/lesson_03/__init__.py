"""Lesson 03, convolution, step by step: its exercises, and the picture that it opens with."""

from helpers.lessons.lesson_03.exercises import *
from helpers.lessons.lesson_03.opening import opening
