"""Callbacks for Keras's ``fit``: one that watches a training, and one that keeps it."""
