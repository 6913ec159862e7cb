"""The exercises that are answered by a function: their solutions, and arguments at random."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from test_exercises import ALL

from helpers.quiz.exercise import Exercise

ROOT = Path(__file__).parents[2]
FUNCTIONS: dict[str, Exercise] = {name: each for name, each in ALL.items() if each.probes}
Arguments = tuple[Any, ...]


def array(rng: np.random.Generator, *shape: int) -> Any:
    """An array of small whole numbers, or of floats with a few decimals, of both signs."""
    whole = rng.integers(-9, 10, shape)
    return whole if rng.random() < 0.4 else whole + rng.integers(0, 8, shape) / 8


def sizes(rng: np.random.Generator, count: int, least: int, most: int) -> list[int]:
    return [int(each) for each in rng.integers(least, most + 1, count)]


def layer(rng: np.random.Generator) -> Arguments:
    inputs, units = sizes(rng, 2, 1, 5)
    return array(rng, inputs), array(rng, inputs, units), array(rng, units)


def count(rng: np.random.Generator) -> Arguments:
    return (tuple(sizes(rng, int(rng.integers(2, 6)), 1, 30)),)


def unshuffle(rng: np.random.Generator) -> Arguments:
    length = int(rng.integers(1, 8))
    return array(rng, length), rng.permutation(length)


def follow(rng: np.random.Generator) -> Arguments:
    inputs, units = sizes(rng, 2, 1, 6)
    return array(rng, inputs, units), rng.permutation(inputs)


def down(rng: np.random.Generator) -> Arguments:
    return (array(rng, *sizes(rng, 2, 3, 7)),)


def conv2d(rng: np.random.Generator) -> Arguments:
    (rows, cols), (kh, kw) = sizes(rng, 2, 3, 7), sizes(rng, 2, 1, 3)
    return array(rng, rows, cols), array(rng, kh, kw)


def unroll(rng: np.random.Generator) -> Arguments:
    k, more = sizes(rng, 2, 0, 5)
    return array(rng, k + 1), k + 1 + more


def gap(rng: np.random.Generator) -> Arguments:
    k = int(rng.integers(1, 4))
    return array(rng, *sizes(rng, 2, k, 6)), array(rng, k, k)


def output_size(rng: np.random.Generator) -> Arguments:
    kernel, stride, before, after = (*sizes(rng, 2, 1, 5), *sizes(rng, 2, 0, 4))
    return kernel + int(rng.integers(0, 9)), kernel, stride, before, after


def max_pool(rng: np.random.Generator) -> Arguments:
    size, stride = sizes(rng, 2, 1, 4)
    return array(rng, *sizes(rng, 2, size, 8)), size, stride


def parameters(rng: np.random.Generator) -> Arguments:
    return tuple(sizes(rng, 4, 1, 9))


def volume(rng: np.random.Generator) -> Arguments:
    kh, kw, channels, filters = sizes(rng, 4, 1, 3)
    x = array(rng, kh + int(rng.integers(0, 4)), kw + int(rng.integers(0, 4)), channels)
    return x, array(rng, kh, kw, channels, filters), array(rng, filters)


def cross_entropy(rng: np.random.Generator) -> Arguments:
    scores = array(rng, int(rng.integers(1, 6))) / 2
    return scores, int(rng.integers(0, len(scores)))


AT_RANDOM: dict[str, Callable[[np.random.Generator], Arguments]] = {
    "lesson_01.layer": layer,
    "lesson_01.count": count,
    "lesson_02.unshuffle": unshuffle,
    "lesson_02.follow": follow,
    "lesson_02.down": down,
    "lesson_03.conv2d": conv2d,
    "lesson_04.unroll": unroll,
    "lesson_04.gap": gap,
    "lesson_05.output_size": output_size,
    "lesson_06.max_pool": max_pool,
    "lesson_07.count": parameters,
    "lesson_07.volume": volume,
    "lesson_08.cross_entropy": cross_entropy,
}
"""Valid arguments, drawn from a much wider set than the probes."""


@cache
def wide(name: str) -> list[Arguments]:
    """Return many tuples of valid arguments, the same on every run."""
    rng = np.random.default_rng(7)
    return [AT_RANDOM[name](rng) for _ in range(60)]


def space(name: str) -> dict[str, Any]:
    """Return the names that a solution may use: those of the exercises, and of a notebook."""
    place = name.partition(".")[0]
    module = importlib.import_module(f"helpers.lessons.{place}.exercises")
    return {"np": np, **vars(module)}


def taught(name: str) -> ast.FunctionDef:
    """Return the function of the worked solution that stands in the notebook."""
    number = name[len("lesson_") :][:2]
    (path,) = (ROOT / "notebooks").glob(f"{number}_*.ipynb")
    cells = nbformat.read(path, as_version=4).cells  # type: ignore[no-untyped-call]
    called = name.partition(".")[2]
    at = next(i for i, cell in enumerate(cells) if cell.source.startswith(f"lesson.{called}("))
    (code,) = re.findall(r"```python\n(.*?)```", cells[at + 1].source, re.S)
    (function,) = [node for node in ast.parse(code).body if isinstance(node, ast.FunctionDef)]
    return function


def judged(name: str) -> ast.FunctionDef:
    """Return the function that answers are compared with, from exercises.py."""
    place, _, called = name.partition(".")
    path = ROOT / "helpers" / "lessons" / place / "exercises.py"
    tree = ast.parse(path.read_text("utf-8"))
    made = next(
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == called
    )
    assert isinstance(made, ast.Call)
    answer = made.args[1]
    if isinstance(answer, ast.Lambda):
        text = f"def solution({ast.unparse(answer.args)}):\n    return {ast.unparse(answer.body)}"
        (function,) = ast.parse(text).body
    else:
        function = next(
            node
            for node in tree.body
            if isinstance(node, ast.FunctionDef) and node.name == ast.unparse(answer)
        )
    assert isinstance(function, ast.FunctionDef)
    return function


def compiled(function: ast.FunctionDef, names: dict[str, Any]) -> Callable[..., Any]:
    """Return a function from its tree, without its annotations."""
    bare = ast.parse(ast.unparse(function)).body[0]
    assert isinstance(bare, ast.FunctionDef)
    bare.returns = None
    for argument in bare.args.args:
        argument.annotation = None
    here = dict(names)
    exec(compile(ast.unparse(bare), "<solution>", "exec"), here)
    return here[bare.name]  # type: ignore[no-any-return]
