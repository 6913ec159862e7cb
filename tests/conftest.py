"""Settings that hold for every test."""

import os

import hypothesis
from browser import browser, lab

# One browser and one server for all tests that want them.
__all__ = ["browser", "lab"]

# Before anything imports TensorFlow: no notes to itself, and no GPU, which rounds in its own way.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

# Reproducible: the same examples on every run, and no example fails for being slow.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
# For a hunt by hand: HYPOTHESIS_PROFILE=hunt
hypothesis.settings.register_profile("hunt", max_examples=2000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
