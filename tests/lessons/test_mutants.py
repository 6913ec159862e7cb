"""The probes of each exercise refuse every wrong variant of its solution.

A mutant is a solution with one thing changed: an operator, a constant, the bounds of a slice or a
loop, a comparison, a rounding, a dtype, a name, the order of two arguments. One that gives another
number for some valid arguments must be refused by the exercise. The others are equivalent: they
write the solution in another way.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest
from answers import AT_RANDOM, FUNCTIONS, compiled, judged, space, taught, wide

from helpers.quiz.calls import Outcome, agree, call
from helpers.quiz.shown import same

LONGEST_LOOP = 1_000
OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Mult),
    ast.Mult: (ast.Add, ast.Sub, ast.Div, ast.FloorDiv),
    ast.Div: (ast.Mult, ast.FloorDiv, ast.Sub),
    ast.FloorDiv: (ast.Div, ast.Mult, ast.Mod, ast.Sub),
    ast.MatMult: (ast.Mult, ast.Add),
}
NAMES: dict[str, tuple[str, ...]] = {
    "max": ("min", "sum", "mean", "argmax"),
    "sum": ("max", "min", "mean", "prod"),
    "maximum": ("minimum", "add"),
    "exp": ("log", "exp2", "expm1", "abs"),
    "log": ("log2", "log10", "log1p", "exp"),
    "abs": ("round", "float", "np.negative"),
    "argsort": ("sort", "flip", "asarray"),
    "rot90": ("fliplr", "flipud", "transpose", "asarray"),
    "zeros": ("ones",),
}
COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
AROUND_NUMBERS = ("-({})", "({}) + 1", "({}) - 1", "2 * ({})")
ROUNDING = ("np.floor({})", "np.ceil({})", "np.round({})", "np.round({}, 1)", "np.round({}, 2)")
AROUND_ARRAYS = (
    *AROUND_NUMBERS,
    *ROUNDING,
    "abs({})",
    "np.maximum({}, 0)",
    "np.asarray({}).T",
    "np.asarray({})[::-1]",
    "np.asarray({})[..., ::-1]",
    "np.asarray({})[:-1]",
    "np.asarray({})[1:]",
    "np.asarray({}).astype(int)",
    "np.zeros_like({})",
    "np.asarray({}).sum()",
    "np.asarray({}).max()",
    "np.roll({}, 1)",
)
"""What is done to a whole result, or to a whole argument."""


def around(value: Any) -> tuple[str, ...]:
    """Return what is done to a value of this kind: an array, a fraction or an integer."""
    if np.ndim(value):
        return AROUND_ARRAYS
    return AROUND_NUMBERS + (() if float(value).is_integer() else ROUNDING)


def expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def mutated(node: ast.AST, names: list[str]) -> Iterator[ast.AST]:
    """Yield what may stand in a node's place."""
    if isinstance(node, ast.BinOp):
        for operator in OPERATORS.get(type(node.op), ()):
            yield ast.BinOp(node.left, operator(), node.right)
        yield ast.BinOp(node.right, node.op, node.left)
        yield from (node.left, node.right)
        if isinstance(node.op, (ast.FloorDiv, ast.Div)):
            exact = f"({ast.unparse(node.left)}) / ({ast.unparse(node.right)})"
            for rounding in ("np.ceil", "round", "np.floor", "int"):
                yield expression(f"{rounding}({exact})")
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        value = node.value
        yield from map(ast.Constant, {value + 1, value - 1, -value, 0} - {value})
    elif isinstance(node, ast.Compare):
        for comparison in COMPARISONS:
            yield ast.Compare(node.left, [comparison()], node.comparators)
    elif isinstance(node, ast.Slice):
        yield from mutated_slices(node)
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        yield from (ast.Name(name, ast.Load()) for name in names if name != node.id)
        if node.id in names:
            yield from (expression(f"({node.id} {change})") for change in ("+ 1", "- 1"))
        yield from map(expression, NAMES.get(node.id, ()))
    elif isinstance(node, ast.Attribute):
        for name in NAMES.get(node.attr, ()):
            yield ast.Attribute(node.value, name, node.ctx)
    elif isinstance(node, ast.Call):
        yield from mutated_calls(node)


def mutated_slices(node: ast.Slice) -> Iterator[ast.Slice]:
    for lower in ("1", "-1"):
        if node.lower is None:
            yield ast.Slice(expression(lower), node.upper, node.step)
    for upper in ("1", "-1"):
        if node.upper is None:
            yield ast.Slice(node.lower, expression(upper), node.step)
    for step in ("2", "-1"):
        if node.step is None:
            yield ast.Slice(node.lower, node.upper, expression(step))
    for change in ("+ 1", "- 1"):
        if node.lower is not None:
            lower_bound = expression(f"({ast.unparse(node.lower)}) {change}")
            yield ast.Slice(lower_bound, node.upper, node.step)
        if node.upper is not None:
            upper_bound = expression(f"({ast.unparse(node.upper)}) {change}")
            yield ast.Slice(node.lower, upper_bound, node.step)
    if node.lower is not None:
        yield ast.Slice(None, node.upper, node.step)
    if node.upper is not None:
        yield ast.Slice(node.lower, None, node.step)


def mutated_calls(node: ast.Call) -> Iterator[ast.AST]:
    """Yield a call with arguments in another order, or left out, or with another dtype or loop."""
    called, arguments = ast.unparse(node.func), node.args
    for i in range(len(arguments)):
        for k in range(i):
            swapped = list(arguments)
            swapped[i], swapped[k] = swapped[k], swapped[i]
            yield ast.Call(node.func, swapped, node.keywords)
        yield ast.Call(node.func, arguments[:i] + arguments[i + 1 :], node.keywords)
        yield arguments[i]
    for i in range(len(node.keywords)):
        yield ast.Call(node.func, arguments, node.keywords[:i] + node.keywords[i + 1 :])
    if called in ("np.zeros", "np.empty"):
        yield ast.Call(node.func, [*arguments[:1], expression("int")], [])
        yield ast.Call(node.func, [*arguments[:1], expression("np.uint8")], [])
    if called == "range":
        bound = ast.unparse(arguments[-1])
        loops = (f"1, {bound}", f"{bound} - 1", f"{bound} + 1", f"0, {bound}, 2")
        yield from (expression(f"range({loop})") for loop in loops)


def mutants(name: str, function: ast.FunctionDef) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield each mutant with what was changed in it, each text once."""
    names = [argument.arg for argument in function.args.args]
    names += [
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id not in names
    ]
    seen = {ast.unparse(function)}
    for statement, what, changed in variants(function, names, *around_all(name)):
        text = ast.unparse(ast.fix_missing_locations(changed))
        if text not in seen:
            seen.add(text)
            yield f"{statement}: {what}", changed


def around_all(name: str) -> tuple[list[tuple[str, ...]], tuple[str, ...]]:
    """Return what is done to each argument of an exercise, and what to its result."""
    arguments = FUNCTIONS[name].probes[1]
    result = FUNCTIONS[name].answer(*arguments)
    return [around(each) for each in arguments], around(result)


def variants(
    function: ast.FunctionDef,
    names: list[str],
    to_arguments: list[tuple[str, ...]],
    to_result: tuple[str, ...],
) -> Iterator[tuple[str, str, ast.FunctionDef]]:
    """Yield (the line, its new text, the changed function); only the body is changed."""
    for number, statement in enumerate(function.body):
        if isinstance(statement, ast.Expr):  # the docstring
            continue
        before, after = function.body[:number], function.body[number + 1 :]
        line = ast.unparse(statement).splitlines()[0]
        for changed in in_tree(statement, names, to_result):
            yield line, ast.unparse(changed), with_body(function, [*before, changed, *after])
        yield line, "left out", with_body(function, [*before, ast.Pass(), *after])
    for argument, changes in zip(function.args.args, to_arguments):
        for change in changes:
            text = f"{argument.arg} = {change.format(argument.arg)}"
            yield argument.arg, text, with_body(function, [*ast.parse(text).body, *function.body])


def with_body(function: ast.FunctionDef, body: list[ast.stmt]) -> ast.FunctionDef:
    """Return the function with another body."""
    made = copy.copy(function)
    made.body = body
    return made


def in_tree(
    statement: ast.stmt, names: list[str], to_result: tuple[str, ...]
) -> Iterator[ast.stmt]:
    """Yield a statement with one node changed, at any depth."""
    if isinstance(statement, ast.Return) and statement.value is not None:
        value = ast.unparse(statement.value)
        yield from (ast.Return(expression(change.format(value))) for change in to_result)
    for node in ast.walk(statement):
        for other in mutated(node, names):
            yield copy.deepcopy(statement, {id(node): other})  # a copy with it in the node's place


def short_range(*bounds: int) -> range:
    """A range that is not so long that a mutant would seem never to end."""
    made = range(*bounds)
    if len(made) > LONGEST_LOOP:
        raise OverflowError("a mutant's loop is too long")
    return made


def differs(function: Callable[..., Any], name: str, known: list[Any]) -> bool:
    """Whether a function gives another number than the answer for some valid arguments."""
    return any(
        not same(expected, call(function, arguments).value)
        for arguments, expected in zip(wide(name), known)
    )


@cache
def known_mistakes(name: str, message: str) -> list[list[Outcome]]:
    """Return what each mistake with this message does with some valid arguments."""
    named = [wrong for wrong, said in FUNCTIONS[name].mistakes if said == message]
    return [[call(wrong, arguments) for arguments in wide(name)[:20]] for wrong in named]


def is_misnamed(function: Callable[..., Any], name: str, message: str) -> bool:
    """Whether a function is told of a known mistake, and does something else elsewhere."""
    known = known_mistakes(name, message)
    results = [call(function, arguments) for arguments in wide(name)[:20]] if known else []
    return bool(known) and not any(agree(each, results) for each in known)


def outcome(name: str, function: Callable[..., Any], known: list[Any]) -> str:
    """Return "refused", "misnamed", "equivalent" or "accepted" for one mutant."""
    verdict = FUNCTIONS[name](function)
    if not verdict:
        return "misnamed" if is_misnamed(function, name, verdict.message) else "refused"
    return "accepted" if differs(function, name, known) else "equivalent"


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.filterwarnings("ignore")
def test_every_wrong_variant_of_a_solution_is_refused(name: str) -> None:
    known = [FUNCTIONS[name].answer(*arguments) for arguments in wide(name)]
    found = dict[str, list[str]](refused=[], equivalent=[], accepted=[], misnamed=[])
    names = {**space(name), "range": short_range}
    for source in (taught(name), judged(name)):
        assert not any(isinstance(node, ast.While) for node in ast.walk(source)), "may never end"
        assert FUNCTIONS[name](compiled(source, space(name))), "the solution itself"
        for what, tree in mutants(name, source):
            found[outcome(name, compiled(tree, names), known)].append(what)
    print(name, {kind: len(each) for kind, each in found.items()})  # with pytest -s
    assert len(found["refused"]) >= 25
    assert not found["accepted"], f"{name} accepts: " + "; ".join(found["accepted"])
    assert not found["misnamed"], f"{name} misjudges: " + "; ".join(found["misnamed"])


def test_every_exercise_that_wants_a_function_has_arguments_at_random() -> None:
    assert set(AT_RANDOM) == set(FUNCTIONS)
