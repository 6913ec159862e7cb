"""Lesson 05, padding and stride: its exercises, and the views that only it shows."""

from helpers.lessons.lesson_05.exercises import *
from helpers.lessons.lesson_05.opening import opening
from helpers.lessons.lesson_05.receptive import explore_field, field_tree
