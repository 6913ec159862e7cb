"""Binder's environment, made as repo2docker makes it but without a container: `make binder`.

What goes into an image is asked of repo2docker itself, and run here in its order and in its working
folder. Where it has an environment of conda, with the servers that Binder starts, here is a
virtual environment with the same servers in the same versions.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
BASE = ("ipywidgets", "jupyter_server", "jupyter-resource-usage", "jupyterlab", "notebook")
HUB = "jupyterhub-singleuser"
"""What conda calls the part of JupyterHub that stands in an image."""


def pack() -> Any:
    """Return what repo2docker builds this checkout with.

    Raises:
        RuntimeError: it would not take the Python that runs here, or not the folder binder/.
    """
    from repo2docker.app import Repo2Docker

    docker = Repo2Docker()
    made = (each(docker.base_image) for each in docker.buildpacks)
    found = next(each for each in made if each.detect())
    here = "{}.{}".format(*sys.version_info)
    wanted = (type(found).__name__, found.binder_dir, found.python_version)
    if wanted != ("PythonBuildPack", "binder", here):
        raise RuntimeError(f"repo2docker would build {wanted}, and not on Python {here}")
    return found


def base(version: str) -> list[str]:
    """Return the servers that an image has before ours is installed, in their versions."""
    import repo2docker

    conda = Path(repo2docker.__file__).parent / "buildpacks" / "conda"
    lock = (conda / f"environment.py-{version}-linux-64.lock").read_text("utf-8")
    found = dict(re.findall(rf"/({'|'.join([*BASE, HUB])})-(\d[\d.]*)-", lock))
    return [f"{name.replace(HUB, 'jupyterhub')}=={found[name]}" for name in (*BASE, HUB)]


def megabytes(folder: Path) -> float:
    """Return what a folder's files take."""
    return sum(each.lstat().st_size for each in folder.rglob("*") if each.is_file()) / 1e6


def main(environment: Path) -> None:
    os.chdir(ROOT)
    found = pack()
    venv.create(environment, with_pip=True, clear=True)
    python = str(environment / "bin" / "python")
    # What stands in for conda may come as it likes; what an image adds comes by pip.
    uv = [os.environ.get("UV"), "pip", "install", "--python", python]
    install = uv if uv[0] else [python, "-m", "pip", "install", "--no-cache-dir"]
    subprocess.run([*install, "--quiet", *base(found.python_version)], check=True)
    before = megabytes(environment)
    away = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    places = {name: str(environment) for name in ("KERNEL_PYTHON_PREFIX", "NB_PYTHON_PREFIX")}
    scripts = [script for _, script in found.get_preassemble_scripts()]
    scripts += [script for _, script in found.get_assemble_scripts()]
    for script in [*scripts, *found.get_post_build_scripts()]:
        print(script, flush=True)
        subprocess.run(["bash", "-ec", script], env={**away, **places}, check=True)
    subprocess.run([environment / "bin" / "pip", "check"], check=True, env=away)
    ours = megabytes(environment) - before
    print(f"servers: {before:,.0f} MB, besides conda and Python; ours: {ours:,.0f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
