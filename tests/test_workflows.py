"""The workflows for a fork: valid, and of the same mind as the Makefile."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def test_they_hold_to_the_schema() -> None:
    check = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.github-workflows",
    ]
    done = subprocess.run([*check, *WORKFLOWS], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert {path.name for path in WORKFLOWS} == {"newest.yml", "pages.yml", "test.yml"}


def test_they_call_what_there_is_and_leave_out_what_has_its_own_environment() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):.*##", makefile, re.M))
    own = re.findall(r"^(?:COLAB|BACKENDS|HUB|RESOLUTION) := (.*)$", makefile, re.M)
    left_out = {*" ".join(own).split(), "tests/places/test_offline.py"}
    assert len(left_out) == 6
    for path in WORKFLOWS:
        text = path.read_text("utf-8")
        assert set(re.findall(r"\bmake ([a-z]+)", text)) <= targets
        if "-m pytest" in text:
            assert set(re.findall(r"--ignore (\S+)", text)) == left_out
        for named in re.findall(r"tests/[\w/]+\.py", text):
            assert (ROOT / named).exists(), named


def test_next_years_versions_are_tried_every_week_everywhere() -> None:
    text = (ROOT / ".github" / "workflows" / "newest.yml").read_text("utf-8")
    assert re.search(r'cron: "\d+ \d+ \* \* \d"', text)
    for system in ("ubuntu", "macos", "windows"):
        assert f"{system}-latest" in text
    assert 'python: ["3.10", "3.11", "3.12", "3.13"]' in text
    assert "--upgrade-strategy eager" in text
    assert 'filterwarnings = ["error"]' in (ROOT / "pyproject.toml").read_text("utf-8")
