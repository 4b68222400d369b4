"""Expressions that name days, and what they come to seen from a day.

Every expression gives its readings as spans of days, best first. More than one reading means that
the words do not tell which.
"""
