"""Lesson 09, train it: its exercises, and the views that only it shows."""

from helpers.lessons.lesson_09.descent import descent, explore_descent, loss_curve, network_loss
from helpers.lessons.lesson_09.exercises import *
from helpers.lessons.lesson_09.opening import opening
