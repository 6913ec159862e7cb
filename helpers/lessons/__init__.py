"""What single lessons need: their exercises, and the views that only they show."""
