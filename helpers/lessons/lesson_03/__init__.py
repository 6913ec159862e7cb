"""Lesson 03, convolution, step by step: its exercises."""

from helpers.lessons.lesson_03.exercises import *
