"""Programs that use the lessons: they make the site, the hand-outs and a new lesson.

This package is not installed with ``helpers``.
"""
