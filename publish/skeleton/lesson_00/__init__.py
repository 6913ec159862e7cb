"""Lesson 00 (write its subject here): its exercises, and the picture that it opens with."""

from publish.skeleton.lesson_00.exercises import *
from publish.skeleton.lesson_00.opening import opening
