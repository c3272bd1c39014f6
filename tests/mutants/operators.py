"""Small wrong changes to a module: one comparison, one constant, one statement, one returned value at a time.

Only what stands inside functions is changed: a change is put into the running process by giving the function its new
code (`Mutant.apply`), and module and class bodies have run by then.
"""

import ast
import copy
import gc
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType

_OPPOSITES: dict[type, type] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
}
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_REMOVABLE = (ast.Expr, ast.AugAssign, ast.Raise, ast.Delete)

Change = Callable[[ast.AST], ast.AST]


@dataclass(frozen=True)
class Mutant:
    """One change of one function. `code` is the function's code with the change, `statement` the line that a test has
    to pass to meet it.
    """

    file: Path
    line: int
    statement: int
    function: str
    what: str
    code: CodeType

    def __str__(self) -> str:
        return f"{self.file}:{self.line} ({self.function}) {self.what}"

    def apply(self) -> bool:
        """Give the living function its changed code; false where the change cannot be put in."""
        found = self.functions()
        try:
            for function in found:
                function.__code__ = self.code
        except ValueError:  # the change took away a variable that the function shares with its class
            return False
        return bool(found)

    def functions(self) -> list[FunctionType]:
        """The living function, and its copies if there are several."""
        code = self.code
        return _living().get((code.co_filename, code.co_qualname, code.co_firstlineno), [])


@cache
def _living() -> dict[tuple[str, str, int], list[FunctionType]]:
    """Every function of the process by where it stands, looked for once: the copies of the process find it made."""
    found = defaultdict(list)
    for one in gc.get_objects():
        if type(one) is FunctionType:  # isinstance would wake Django's lazy objects
            code = one.__code__
            found[code.co_filename, code.co_qualname, code.co_firstlineno].append(one)
    return found


PASSED = "__passed__"


def watched(file: Path, root: Path) -> Iterator[Mutant]:
    """Each function of a module, changed to note the lines of its statements in the set `PASSED` of its module: what a
    test passes, at the cost of these modules alone (tracing would slow down every call of every library).
    """
    path = root / file
    for function in _functions(ast.parse(path.read_text()).body):
        mutated = ast.parse(path.read_text())
        twin = next(one for one in _functions(mutated.body) if one.lineno == function.lineno)
        for node in list(ast.walk(twin)):
            for name in ("body", "orelse", "finalbody"):
                statements = getattr(node, name, None)
                if isinstance(statements, list):
                    setattr(node, name, [new for one in statements for new in (_note(one), one)])
        inner = _code_at(compile(ast.fix_missing_locations(mutated), str(path), "exec"), twin)
        first = function.body[_docstring(function) :][0].lineno
        yield Mutant(file, function.lineno, first, inner.co_qualname, "watched", inner)


def mutants_of(file: Path, root: Path) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    path = root / file
    tree = ast.parse(path.read_text())
    for function in _functions(tree.body):
        sites = [node for part in function.body for node in ast.walk(part)]
        starts = {
            id(node): part.lineno
            for part in ast.walk(function)
            if isinstance(part, ast.stmt)
            for node in ast.walk(part)
        }
        for number, node in enumerate(sites):
            for what, change in _changes(node):
                mutated = copy.deepcopy(tree)
                twin = next(one for one in _functions(mutated.body) if one.lineno == function.lineno)
                target = [one for part in twin.body for one in ast.walk(part)][number]
                twin.body = [_Replace(target, change).visit(part) for part in twin.body]
                code = compile(ast.fix_missing_locations(mutated), str(path), "exec")
                inner = _code_at(code, twin)
                yield Mutant(file, node.lineno, starts[id(node)], inner.co_qualname, what, inner)


def raising(file: Path, root: Path) -> Iterator[Mutant]:
    """Each function of a module, changed to raise as soon as it is called: what no test can miss that calls it."""
    path = root / file
    for function in _functions(ast.parse(path.read_text()).body):
        mutated = ast.parse(path.read_text())
        twin = next(one for one in _functions(mutated.body) if one.lineno == function.lineno)
        first = twin.body[_docstring(twin) :][0]
        # Before the body, not in its place: so the function keeps its variables and stays the generator that it is.
        twin.body.insert(_docstring(twin), ast.copy_location(ast.Raise(ast.Name("AssertionError", ast.Load())), first))
        inner = _code_at(compile(ast.fix_missing_locations(mutated), str(path), "exec"), twin)
        yield Mutant(file, function.lineno, first.lineno, inner.co_qualname, "raises", inner)


def _note(statement: ast.stmt) -> ast.stmt:
    note = ast.parse(f"{PASSED}.add({statement.lineno})").body[0]
    return ast.copy_location(note, statement)


def _docstring(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return int(ast.get_docstring(function) is not None)


def _functions(body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in body:
        if isinstance(node, _FUNCTIONS):
            if len(node.body) > _docstring(node):  # a protocol's methods do nothing
                yield node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node.body)


def _code_at(code: CodeType, function: ast.FunctionDef | ast.AsyncFunctionDef) -> CodeType:
    first = min([function.lineno, *(one.lineno for one in function.decorator_list)])
    return next(one for one in _codes(code) if one.co_name == function.name and one.co_firstlineno == first)


def _codes(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from _codes(one)


class _Replace(ast.NodeTransformer):
    def __init__(self, target: ast.AST, change: Change) -> None:
        self.target, self.change = target, change

    def visit(self, node: ast.AST) -> ast.AST:
        return self.change(node) if node is self.target else super().visit(node)


def _changes(node: ast.AST) -> Iterator[tuple[str, Change]]:
    """What can be changed at this node: a description and the change."""
    text = ast.unparse(node)[:70] if isinstance(node, ast.expr | ast.stmt) else ""
    if isinstance(node, ast.Compare | ast.BoolOp | ast.BinOp):
        yield from _operators(node, text)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield f"{text} → without not", lambda one: one.operand
    elif isinstance(node, ast.Constant):
        yield from _constants(node)
    elif isinstance(node, ast.List) and len(node.elts) > 1:
        for index, element in enumerate(node.elts):
            yield f"{ast.unparse(element)} left out of a list", lambda one, at=index: _without(one, at)
    elif isinstance(node, ast.Return) and node.value is not None and text != "return None":
        yield f"{text} → return None", lambda one: ast.copy_location(ast.Return(ast.Constant(None)), one)
    elif _is_removable(node):
        yield f"{text} → removed", lambda one: ast.copy_location(ast.Pass(), one)


def _operators(node: ast.Compare | ast.BoolOp | ast.BinOp, text: str) -> Iterator[tuple[str, Change]]:
    operator = node.ops[0] if isinstance(node, ast.Compare) else node.op
    opposite = _OPPOSITES.get(type(operator))
    if opposite is None:
        return

    def change(one: ast.AST) -> ast.AST:
        if isinstance(one, ast.Compare):
            one.ops[0] = opposite()
        else:
            one.op = opposite()
        return one

    yield f"{text} → {opposite.__name__}", change


def _constants(node: ast.Constant) -> Iterator[tuple[str, Change]]:
    if isinstance(node.value, bool):
        changed = not node.value
    elif isinstance(node.value, int):
        changed = node.value + 1
    else:
        return
    yield f"{node.value} → {changed}", lambda one: ast.copy_location(ast.Constant(changed), one)


def _without(node: ast.AST, index: int) -> ast.AST:
    del node.elts[index]
    return node


def _is_removable(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return False  # a docstring
    if isinstance(node, ast.Assign):
        return not isinstance(node.targets[0], ast.Name | ast.Tuple)
    return isinstance(node, _REMOVABLE)
