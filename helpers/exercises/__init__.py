"""The exercises of the lessons, a module each: questions, answers, and named wrong answers.

Right answers are computed by ``params``, ``geometry`` and ``reference``, never typed.
"""
