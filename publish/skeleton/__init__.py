"""The files that ``make lesson`` copies: a complete lesson on a small subject, to be replaced."""
