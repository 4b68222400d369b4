"""The small changes that a file may be given: mutmut's, and three of our own for what guards and calls do."""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import libcst as cst
import libcst.matchers as m
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider
from mutmut.mutation.mutators import mutation_operators, operator_arg_removal, operator_string

WORDING = (
    m.FormattedString() | m.ConcatenatedString() | m.SimpleString(m.MatchIfTrue(lambda text: " " in text))
)
LOGGED = m.SimpleStatementLine(body=[m.Expr(m.Call(m.Attribute(m.Name("logger"))))])
TYPE = m.Subscript(value=m.Name("Literal"))
UNTOUCHED = m.Annotation() | TYPE | m.Decorator() | m.ImportFrom() | m.Import() | m.FormattedString() | LOGGED


@dataclass(frozen=True)
class Mutant:
    """One change to one file."""

    path: str
    first: int
    """The line on which the changed statement starts, from 1."""
    last: int
    at_import: bool
    """It takes effect when the module is imported, so no test can be told by its lines."""
    old: str
    """The changed lines, stripped, one after the other."""
    new: str
    source: str
    """The whole file with the change."""


@dataclass(frozen=True)
class Change:
    """A mutant that is not yet written out."""

    path: str
    module: cst.Module
    first: int
    last: int
    at_import: bool
    node: cst.CSTNode
    replacement: cst.CSTNode

    def mutant(self) -> Mutant:
        """The file with this change."""
        before = self.module.code
        after = self.module.deep_replace(self.node, self.replacement).code
        lines = list(difflib.ndiff(before.splitlines(), after.splitlines()))
        old, new = (" ".join(line[2:].strip() for line in lines if line[:2] == mark) for mark in ("- ", "+ "))
        return Mutant(self.path, self.first, self.last, self.at_import, old, new, after)


def changes(path: str, source: str) -> list[Change]:
    """Every change of `source`, in its order. Wording, annotations, decorators, imports and logging stay."""
    wrapper = MetadataWrapper(cst.parse_module(source))
    visitor = _Changes(path, wrapper.module)
    wrapper.visit(visitor)
    return visitor.found


class _Changes(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider, ParentNodeProvider)

    def __init__(self, path: str, module: cst.Module) -> None:
        super().__init__()
        self.found: list[Change] = []
        self._path = path
        self._module = module

    def on_visit(self, node: cst.CSTNode) -> bool:
        if m.matches(node, UNTOUCHED):
            return False
        for replacement in _replacements(node, self.get_metadata(ParentNodeProvider, node, None)):
            if not node.deep_equals(replacement):
                self.found.append(self._change(node, replacement))
        return True

    def _change(self, node: cst.CSTNode, replacement: cst.CSTNode) -> Change:
        above = list(self._above(node))
        statement = next((each for each in above if isinstance(each, cst.BaseStatement)), node)
        # An operator has no place of its own; whoever it stands in has.
        places = (self.get_metadata(PositionProvider, each, None) for each in above)
        last = next(place.end.line for place in places if place)
        first = self.get_metadata(PositionProvider, statement).start.line
        return Change(self._path, self._module, first, last, not _runs_when_called(above), node, replacement)

    def _above(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """`node` and all that it is in, from the inside."""
        while not isinstance(node, cst.Module):
            yield node
            node = self.get_metadata(ParentNodeProvider, node)


def _runs_when_called(above: Sequence[cst.CSTNode]) -> bool:
    """Whether the first of `above` is in the body of a function."""
    return any(
        isinstance(outer, cst.FunctionDef) and isinstance(inner, cst.BaseSuite)
        for inner, outer in pairwise(above)
    )


def _replacements(node: cst.CSTNode, parent: cst.CSTNode | None) -> Iterable[cst.CSTNode]:
    for kind, operator in mutation_operators:
        if isinstance(node, kind) and operator not in (operator_string, operator_arg_removal):
            yield from operator(node)
    match node:
        case cst.SimpleString() if not m.matches(node, WORDING) and not isinstance(parent, cst.Expr):
            yield from list(operator_string(node))[:1]
        case cst.Call():
            yield from _other_arguments(node, parent)
        case cst.Expr(value=cst.Call() | cst.Await()) | cst.Raise():
            yield cst.Pass()
        case cst.If() | cst.CompIf():
            yield from (node.with_changes(test=test) for test in _decided(node.test))
        case cst.While():
            yield node.with_changes(test=_decided(node.test)[0])


def _other_arguments(call: cst.Call, parent: cst.CSTNode | None) -> Iterator[cst.Call]:
    """None in the place of each argument; and without each that has a name, so that its default holds."""
    for at, argument in enumerate(call.args):
        rest = [*call.args[:at], *call.args[at + 1 :]]
        if argument.star or (isinstance(parent, cst.Raise) and m.matches(argument.value, WORDING)):
            continue
        if not m.matches(argument.value, m.Name("None")):
            nothing = argument.with_changes(value=cst.Name("None"))
            yield call.with_changes(args=[*call.args[:at], nothing, *call.args[at + 1 :]])
        if argument.keyword:
            yield call.with_changes(args=rest)


def _decided(test: cst.BaseExpression) -> tuple[cst.BaseExpression, cst.BaseExpression]:
    """`test` asked, and then taken for false, and for true."""
    asked = test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    never = cst.BooleanOperation(left=asked, operator=cst.And(), right=cst.Name("False"))
    always = cst.BooleanOperation(left=asked, operator=cst.Or(), right=cst.Name("True"))
    return never, always
