"""Lesson 06, pooling: its exercises, and the views that only it shows."""

from helpers.lessons.lesson_06.exercises import *
from helpers.lessons.lesson_06.opening import opening
from helpers.lessons.lesson_06.pooled_shift import changed, explore_shift, share_changed
