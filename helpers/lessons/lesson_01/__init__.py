"""Lesson 01, fully connected networks: its exercises, and the views that only it shows."""

from helpers.lessons.lesson_01.exercises import *
from helpers.lessons.lesson_01.network import dense_network, explore_network
from helpers.lessons.lesson_01.opening import opening
from helpers.lessons.lesson_01.scale import draw_to_scale
