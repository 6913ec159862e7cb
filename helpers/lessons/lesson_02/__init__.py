"""Lesson 02, why flat fails on images: its exercises, and the views that only it shows."""

from helpers.lessons.lesson_02.digit_layer import digits, templates
from helpers.lessons.lesson_02.exercises import *
from helpers.lessons.lesson_02.opening import opening
from helpers.lessons.lesson_02.shuffle import watch_detector, watch_shift, watch_shuffle
