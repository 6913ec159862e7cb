"""Lesson 04, why convolution works: its exercises, and the views that only it shows."""

from helpers.lessons.lesson_04.connections import draw_connections
from helpers.lessons.lesson_04.counts import NAMES, explore_counts, rivals
from helpers.lessons.lesson_04.exercises import *
from helpers.lessons.lesson_04.moves import both_ways, doubled, explore_moves, on_black
from helpers.lessons.lesson_04.opening import opening
from helpers.lessons.lesson_04.unrolled import draw_matrix, explore_matrix, matrix
