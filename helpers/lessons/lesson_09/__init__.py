"""Lesson 09, train it: its exercises."""

from helpers.lessons.lesson_09.exercises import *
