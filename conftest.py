"""Settings that hold for every test, and what is said at the end of a run."""

from __future__ import annotations

import gc
import os
import random
import tempfile
from typing import Any

import hypothesis
import pytest
from browser import BROWSERLESS, browser, lab
from nbval.plugin import IPyNbCell

from publish.store import run_outputs

# One browser and one server for all tests that want them.
__all__ = ["browser", "lab"]

# Before anything imports TensorFlow: no notes to itself, and no GPU, which rounds in its own way.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
# TensorFlow 2.21 with oneDNN computes wrong values in rare cases: see tests/core/test_reference.py.
ONEDNN = "TF_ENABLE_ONEDNN_OPTS"
os.environ[ONEDNN] = "0"
# Set before pytest-xdist starts its processes, which all take over the same seed.
SEED = os.environ.setdefault("ORACLE_SEED", str(random.randrange(10**6)))

# No test writes answers into the user's folder; a kernel that a test starts takes this over.
DATA = tempfile.TemporaryDirectory(prefix="learn-convnets-data-", ignore_cleanup_errors=True)
os.environ["LEARN_CONVNETS_DATA"] = DATA.name

# Reproducible: the same examples on every run, and no example fails for being slow.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
# For a hunt by hand: HYPOTHESIS_PROFILE=hunt
hypothesis.settings.register_profile("hunt", max_examples=2000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def _leave_out_live_pictures(item: Any) -> None:
    """Compare no HTML of a cell with a picture, which has its HTML only on a live page."""
    stored = [output.get("data", {}) for output in item.cell.outputs]
    pictured = any("image/png" in data for data in stored)
    skipped = set(item.parent.skip_compare) - {"text/html"}
    item.parent.skip_compare = (*sorted(skipped), *["text/html"] * pictured)


class Run:
    """Hooks for all tests, those of the notebooks too."""

    def pytest_collection_finish(self) -> None:
        """What is loaded now stays: the collector of garbage leaves it alone, and comes less."""
        gc.collect()
        gc.freeze()
        gc.set_threshold(10_000, 10, 10)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """A lesson's kernel, which its first cell starts, runs as a learner's: with oneDNN."""
        if isinstance(item, IPyNbCell):
            os.environ.pop(ONEDNN, None)
            # Compared is what a run gives, also where the lesson hides it until it is run.
            item.cell.outputs = run_outputs(item.cell)
            _leave_out_live_pictures(item)
        else:
            os.environ[ONEDNN] = "0"

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say which seed repeats the fresh settings, and what was left out."""
        reports = terminalreporter.stats
        if any("test_reference" in each.nodeid for each in reports.get("passed", [])):
            terminalreporter.write_line(f"Fresh settings against Keras: ORACLE_SEED={SEED}.")
        skipped = [str(each.longrepr) for each in reports.get("skipped", [])]
        if without := sum(BROWSERLESS in reason for reason in skipped):
            terminalreporter.write_line(
                f"{without} tests were left out, as there is no Chromium. To bring them in: "
                ".venv/bin/python -m playwright install --with-deps chromium"
            )


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Run())
