"""Lesson 00, say of what: its exercises."""

from publish.skeleton.lesson_00.exercises import *
