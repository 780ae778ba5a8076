"""What a template may do: show what it is given, choose and go round, so often and no more.

In: what Jinja2 made of a template's text. Out: the same, in which each round and each text is counted (`Steps`); or a
refusal, told as any other mistake in a template. A template calls nothing but the functions it is given by name, reads
no method of any value, makes no long texts, lists or numbers of short ones, and names no file but another template.

Jinja2's own sandbox keeps a template from Python's insides. It does not keep it from the methods of what it is shown,
some of which may read files, nor from going round without end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from jinja2 import nodes, pass_context
from jinja2.exceptions import SecurityError, TemplateAssertionError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

MOST_STEPS: Final = 10_000_000
"""The steps that one chapter may take; a chapter on 5,000 actions takes a third. They are gone through in seconds."""

_ROUND: Final = 30
_CALL: Final = 10_000
_INCLUDE: Final = 100
_LETTER: Final = 4
_LONGEST: Final = 100_000
_LARGEST: Final = 10**9

_REFUSED: Final[dict[type[nodes.Node], str]] = {
    nodes.AssignBlock: "set ... endset",
    nodes.Block: "block",
    nodes.CallBlock: "call",
    nodes.Concat: "~",
    nodes.Extends: "extends",
    nodes.FilterBlock: "filter",
    nodes.FromImport: "from",
    nodes.Import: "import",
    nodes.Macro: "macro",
    nodes.ScopedEvalContextModifier: "autoescape",
}


@dataclass(slots=True)
class Steps:
    """How much a template did so far: a step for each sign of it that was reached, more for what costs more."""

    taken: int = 0

    def take(self, count: int) -> None:
        """Count these; raises `SecurityError` when it is too much."""
        self.taken += count
        if self.taken > MOST_STEPS:
            raise SecurityError(f"it takes more than {MOST_STEPS} steps")


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2 for templates that come from anybody. They are rendered with their `Steps` as `_steps`."""

    intercepted_binops = frozenset(("+", "-", "*", "/", "//", "%", "**"))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.globals = {"_step": _step}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may read it: no method, whatever it is for."""
        return not callable(value) and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """Jinja2 would let a template format texts, of any length, with a method of its own."""

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Reckon with numbers that are not too large, and put together what is not too long."""
        if isinstance(left, int | float) and isinstance(right, int | float) and operator != "**":
            safe = max(abs(left), abs(right)) <= _LARGEST
        else:
            safe = operator == "+" and _is_short(left) and _is_short(right)
        if not safe:
            raise SecurityError(f"{operator} between {_named(left)} and {_named(right)}")
        return super().call_binop(context, operator, left, right)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        counted: list[nodes.Template | nodes.For] = [tree]
        for node in parts_of(tree):
            word = node.name if isinstance(node, nodes.Name) else _REFUSED.get(type(node), "")
            # Names with a line before them are the program's own; `self` leads to what is rendered.
            if word and (not isinstance(node, nodes.Name) or word.startswith("_") or word == "self"):
                raise TemplateAssertionError(f"{word!r} has no place in a template", node.lineno, name, filename)
            if isinstance(node, nodes.For):
                counted.append(node)
        for part in counted:
            body = part.body
            steps = nodes.Const(_ROUND + sum(map(_weight, body)))
            call = nodes.Call(nodes.Name("_step", "load"), [steps], [], None, None)
            body.insert(0, nodes.If(call, [], [], []).set_lineno(part.lineno).set_environment(self))
        return tree


def parts_of(tree: nodes.Template) -> Iterator[nodes.Node]:
    """All that is in a template, in the order in which it is written."""
    waiting: list[nodes.Node] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(list(node.iter_child_nodes()))


def _weight(node: nodes.Node) -> int:
    """The steps that a part of a template takes, however often the loops in it go round: they count that themselves."""
    match node:
        case nodes.TemplateData():
            return _LETTER * len(node.data)
        case nodes.For():
            return 1 + sum(map(_weight, node.iter_child_nodes(exclude=("body",))))
        case _:
            own = _CALL if isinstance(node, nodes.Call) else _INCLUDE if isinstance(node, nodes.Include) else 1
            return own + sum(map(_weight, node.iter_child_nodes()))


@pass_context
def _step(context: Context, count: int) -> None:
    context["_steps"].take(count)


def _is_short(value: object) -> bool:
    return isinstance(value, str | tuple | list) and len(value) <= _LONGEST


def _named(value: object) -> str:
    return "a number" if isinstance(value, int | float) else "a text" if isinstance(value, str) else "a list"
