"""The exercises of each lesson, and the views that only one lesson shows."""
