"""Lesson 08, convolutional networks: its exercises, and the views that only it shows."""

from helpers.lessons.lesson_08 import self_test
from helpers.lessons.lesson_08.classes import explore_classes
from helpers.lessons.lesson_08.controls import explore_stack
from helpers.lessons.lesson_08.exercises import *
from helpers.lessons.lesson_08.formulas import loss_formula, softmax_formula
from helpers.lessons.lesson_08.imagenet import WINNERS, plot_winners
from helpers.lessons.lesson_08.opening import opening
from helpers.lessons.lesson_08.receptive_fields import fields
