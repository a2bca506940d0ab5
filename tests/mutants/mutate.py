"""Makes the mutants of a module: its source with one small mistake each.

Prose, annotations, decorators, defaults and assertions are left alone. So is `__all__`: a linter
compares it with the module's names. So are class bodies outside of functions: their fields have
types and defaults that the type checker and the samples hold.
"""

import ast
import copy
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

_CODE = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
"""A string that is a code, and no sentence: another one is another meaning."""

_COMPARED: dict[type[ast.cmpop], Sequence[type[ast.cmpop]]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}


_Changed: TypeAlias = ast.expr | ast.Return


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one mistake. `key` names it, whatever lines come before it in the file.

    `function`: the qualified name of the outermost function that holds the mistake; None: it is in
    a constant of the module. `build` makes the whole module.
    """

    key: str
    module: str
    function: str | None
    line: int
    build: Callable[[], ast.Module]


def mutants_of(path: Path, module: str) -> Sequence[Mutant]:
    """Return all mutants of a module, in the order of its lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    seen, mutants = Counter[str](), list[Mutant]()
    for function, statement in _parts_of(tree.body, ""):
        for node, changed in _changes_within(statement):
            name = f"{module}:{function or 'module'}: {_text(node)} -> {_text(changed)}"
            seen[name] += 1
            key = name if seen[name] == 1 else f"{name} #{seen[name]}"
            build = partial(_with, tree, node, changed)
            mutants.append(Mutant(key, module, function, node.lineno, build))
    return mutants


def _parts_of(body: Sequence[ast.stmt], prefix: str) -> Iterator[tuple[str | None, ast.stmt]]:
    """Yield each function with its qualified name, and the module's own constants with None."""
    for statement in body:
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield prefix + name, statement
            case ast.ClassDef(name=name):
                yield from _parts_of(statement.body, f"{prefix}{name}.")
            case ast.Assign(targets=[ast.Name(id="__all__")]):
                continue
            case ast.Assign() | ast.AnnAssign() if not prefix:
                yield None, statement
            case _:
                continue


def _changes_within(root: ast.stmt) -> Iterator[tuple[_Changed, _Changed]]:
    """Yield what may be changed within a function or a constant, and what it is changed to."""
    waiting = _inner(root)
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.Assert | ast.Raise | ast.JoinedStr | ast.pattern):
            continue
        for condition in _conditions_of(node):
            yield condition, ast.UnaryOp(op=ast.Not(), operand=condition)
        if isinstance(node, ast.expr | ast.Return):
            yield from ((node, changed) for changed in _changes(node))
        waiting[:0] = _inner(node)


def _conditions_of(node: ast.AST) -> Iterator[ast.expr]:
    """Yield what decides alone where to go on, unless its own operators are changed anyway."""
    match node:
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            tests = [test]
        case ast.comprehension(ifs=ifs):
            tests = ifs
        case _:
            return
    yield from (one for one in tests if isinstance(one, ast.Name | ast.Attribute | ast.Call))


def _inner(node: ast.AST) -> list[ast.AST]:
    """Return the children of a node that are no prose and no types."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return list(node.body)
        case ast.Assign() | ast.AnnAssign():
            return [node.value] if node.value else []
        case ast.Expr(value=ast.Constant()):
            return []
        case ast.Subscript(value=ast.Name(id=name)) if name[:1].isupper() or name in _GENERICS:
            return []
        case ast.Call():
            # What is called stays; names of options stay.
            return [
                *node.args,
                *(one.value for one in node.keywords),
                *ast.iter_child_nodes(node.func),
            ]
        case ast.match_case():
            return [*([node.guard] if node.guard else []), *node.body]
        case _:
            return list(ast.iter_child_nodes(node))


_GENERICS = {"list", "dict", "tuple", "set", "frozenset", "type", "cast"}


def _changes(node: _Changed) -> Iterator[_Changed]:
    """Yield the node with each mistake that fits it."""
    match node:
        case ast.Compare(ops=ops):
            for index, operator in enumerate(ops):
                for other in _COMPARED.get(type(operator), ()):
                    changed = copy.deepcopy(node)
                    changed.ops[index] = other()
                    yield changed
        case ast.BoolOp(op=joined):
            changed_join = copy.deepcopy(node)
            changed_join.op = ast.Or() if isinstance(joined, ast.And) else ast.And()
            yield changed_join
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield copy.deepcopy(operand)
        case ast.BinOp(op=operator) if other_operator := _COMPUTED.get(type(operator)):
            changed_sum = copy.deepcopy(node)
            changed_sum.op = other_operator()
            yield changed_sum
        case ast.IfExp():
            yield ast.IfExp(test=node.test, body=node.orelse, orelse=node.body)
        case ast.Return(value=value) if not (
            value is None or (isinstance(value, ast.Constant) and value.value is None)
        ):
            yield ast.Return(value=ast.Constant(value=None))
        case ast.Constant(value=bool() as truth):
            yield ast.Constant(value=not truth)
        case ast.Constant(value=int() | float() as number):
            yield ast.Constant(value=number + 1)
        case ast.Constant(value=str() as text) if _CODE.fullmatch(text):
            yield ast.Constant(value=f"{text}-not")
        case _:
            return


def _with(tree: ast.Module, node: ast.AST, changed: ast.AST) -> ast.Module:
    """Return the module with one node in another's place; the module itself stays as it is."""

    class Swap(ast.NodeTransformer):
        def visit(self, visited: ast.AST) -> ast.AST:
            if visited is node:
                return ast.copy_location(changed, node)
            fields = {name: self._field(value) for name, value in ast.iter_fields(visited)}
            return ast.copy_location(type(visited)(**fields), visited)

        def _field(self, value: object) -> object:
            if isinstance(value, list):
                return [self.visit(one) if isinstance(one, ast.AST) else one for one in value]
            return self.visit(value) if isinstance(value, ast.AST) else value

    mutated = Swap().visit(tree)
    assert isinstance(mutated, ast.Module)
    return ast.fix_missing_locations(mutated)


def _text(node: ast.AST) -> str:
    return " ".join(ast.unparse(ast.fix_missing_locations(copy.deepcopy(node))).split())
