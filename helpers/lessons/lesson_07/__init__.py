"""Lesson 07, multiple filters: its exercises, and the views that only it shows."""

from helpers.lessons.lesson_07.exercises import *
from helpers.lessons.lesson_07.ladder import explore_ladder
from helpers.lessons.lesson_07.opening import opening
from helpers.lessons.lesson_07.switchboard import Switchboard
