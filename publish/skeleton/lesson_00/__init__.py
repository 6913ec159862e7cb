"""Lesson 00 (write its subject here): its exercises."""

from publish.skeleton.lesson_00.exercises import *
