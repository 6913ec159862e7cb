"""The backend of Keras, chosen before Keras is imported, and the settings in the file keras.json.

Keras fails to import where the backend that is asked for is not installed, or where keras.json
holds a value that it does not know. Here the first is cured, and the second said in one sentence.
"""

from __future__ import annotations

import json
import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from helpers.core.text import PlainError, say

BACKENDS = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}
"""The backends that can train, by Keras's names, in the order in which they are taken."""
NEEDED = {"floatx": "float32", "image_data_format": "channels_last"}
"""What the lessons expect of keras.json: Keras's own defaults."""
KNOWN = {
    "floatx": ("float16", "float32", "float64"),
    "image_data_format": ("channels_last", "channels_first"),
}
"""The values with which Keras can be imported."""


def settings_file() -> Path:
    """Return where Keras reads its settings, by the same rules as Keras."""
    if "KERAS_HOME" in os.environ:
        return Path(os.environ["KERAS_HOME"], "keras.json").expanduser()
    home = Path.home()
    return (home if os.access(home, os.W_OK) else Path("/tmp")) / ".keras" / "keras.json"


def settings() -> dict[str, Any]:
    """Return what stands in keras.json; ``{}`` where there is no such file, or it is not JSON.

    Raises:
        PlainError: Keras could not be imported with this file. The message says what to change.
    """
    path = settings_file()
    if not path.exists():
        return {}
    renewed = "delete it, and Keras writes a new one"
    try:
        found = json.loads(path.read_text())
    except OSError as error:
        raise PlainError(f"{path} cannot be read ({error.strerror}): {renewed}") from None
    except ValueError:
        say(f"{path} is not JSON, so Keras takes nothing from it: {renewed}.")
        return {}
    if not isinstance(found, dict):
        raise PlainError(f"{path} must hold an object in {{ }}: {renewed}")
    for name, known in KNOWN.items():
        if name in found and found[name] not in known:
            raise PlainError(
                f"{path} says {_pair(name, found[name])}, which Keras refuses: "
                f"write {_pair(name, NEEDED[name])} there"
            )
    if not isinstance(found.get("epsilon", 1e-7), float):
        raise PlainError(
            f"{path} says {_pair('epsilon', found['epsilon'])}, which Keras refuses: "
            f"write {_pair('epsilon', 1e-7)} there"
        )
    return found


def choose(found: dict[str, Any]) -> None:
    """Set ``KERAS_BACKEND`` to an installed backend where Keras would take one that is missing.

    Args:
        found: What stands in keras.json.

    Raises:
        PlainError: No backend is installed, or not the one that ``KERAS_BACKEND`` names.
    """
    installed = [name for name in BACKENDS if find_spec(name)]
    if not installed:
        raise PlainError(
            "Keras needs TensorFlow, JAX or PyTorch, and none is installed: "
            "set up with Python 3.10 to 3.13, or install JAX (pip install jax)"
        )
    asked = os.environ.get("KERAS_BACKEND")
    wanted = asked or found.get("backend", "tensorflow")
    if wanted in installed:
        return
    problem = "is not installed" if wanted in BACKENDS else "is no backend that can train"
    if asked:
        words = " or ".join(installed)
        raise PlainError(f"KERAS_BACKEND is {asked}, which {problem}: set it to {words}")
    os.environ["KERAS_BACKEND"] = installed[0]
    if wanted != "tensorflow":  # else Keras wrote it there by itself
        _overridden("backend", wanted, installed[0], problem)


def settle(keras: Any, found: dict[str, Any]) -> None:
    """Set what the lessons expect of Keras where keras.json says something else.

    Args:
        keras: The module, which is imported.
        found: What stands in keras.json.
    """
    for name, needed in NEEDED.items():
        if getattr(keras.config, name)() != needed:
            getattr(keras.config, f"set_{name}")(needed)
            if found.get(name, needed) != needed:
                _overridden(name, found[name], needed, "the lessons do not expect")


def _overridden(name: str, value: Any, instead: str, problem: str) -> None:
    """Print that a setting in keras.json is not followed, and what to write in its place."""
    say(
        f"{settings_file()} says {_pair(name, value)}, which {problem}: "
        f"{json.dumps(instead)} is used here; write it there, and this line goes away."
    )


def _pair(name: str, value: Any) -> str:
    """Return a setting as it is written in keras.json."""
    return f"{json.dumps(name)}: {json.dumps(value)}"
