"""Templates word a chapter: a template and its data -> Markdown in which every value is still itself.

In: the templates by name, and the names a template may use. Out: Markdown text with a placeholder for each value
and the values by placeholder, so that no value is ever read as Markdown. The only module that knows Jinja2.

What a template cannot print (nothing, a whole list, text glued together by the template) is a diagnostic at the
template's line and leaves a gap; so are a name that does not exist and a loop that has nothing to go through and
does not say what to print then.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Final

from jinja2 import (
    FunctionLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
    UndefinedError,
    nodes,
    pass_context,
)
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, Undefined

from plan.compose.sandbox import Sandbox, Steps, parts_of
from plan.compose.values import (
    CLOSE,
    OPEN,
    PLACEHOLDER,
    Held,
    Mention,
    Nodes,
    Property,
    SourceFiles,
    Value,
    WebLink,
    placeholder_of,
)
from plan.diagnostics import Diagnostic
from plan.dutch import Number, Period, month_year, print_list
from plan.messages import Message, _
from plan.model import Action, Item, Located, Plan, Project, TemplateText
from plan.places import Place, Prose, Text
from plan.sentences import capitalised

_HELD: Final = 20  # steps: a value takes more room than a sign


@dataclass(frozen=True, slots=True)
class Worded:
    """A template's Markdown, the values of its placeholders, and what went wrong in it."""

    markdown: str
    values: tuple[Value, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(slots=True)
class _Session:
    """One chapter being worded."""

    values: list[Value] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    steps: Steps = field(default_factory=Steps)

    def hold(self, value: Value) -> Held:
        self.steps.take(_HELD)
        self.values.append(value)
        return Held(placeholder_of(len(self.values) - 1))

    def tell(self, rule: str, place: Place, message: Message, hint: Message | None = None) -> None:
        diagnostic = Diagnostic(rule, place, message, hint=hint)
        if diagnostic not in self.diagnostics:
            self.diagnostics.append(diagnostic)


class Wording:
    """The templates of one plan."""

    def __init__(self, templates: Mapping[str, TemplateText]) -> None:
        self._templates = templates
        self._environment = _Environment(templates)

    def word(self, name: str, data: Mapping[str, Any]) -> Worded:
        """Word one chapter by its template; never raises for what a template does wrong."""
        session = _Session()
        file = self._templates[name].file
        text = ""
        try:
            template = self._environment.get_template(f"{name}.md")
            text = template.render({**data, "_session": session, "_steps": session.steps})
        except TemplateSyntaxError as error:
            session.tell(
                "template-error",
                _line(self._file(error.name), error.lineno),
                _("the template cannot be read: {reason}", reason=error.message or ""),
                _("look at the braces and the words between them on this line"),
            )
        except UndefinedError as error:
            place = self._place_of(error, file)
            session.tell(
                "unknown-name",
                place,
                _("the template uses a name that does not exist: {reason}", reason=error.message or ""),
            )
        except SecurityError as error:
            session.tell(
                "template-error",
                self._place_of(error, file),
                _("a template may not do this: {reason}", reason=error.message or ""),
            )
        except TemplateError as error:
            session.tell(
                "template-error",
                self._place_of(error, file),
                _("the template cannot be used: {reason}", reason=error.message or ""),
            )
        except Exception as error:  # a template runs as a program does: there is no end to what can go wrong in it
            session.tell(
                "template-error",
                self._place_of(error, file),
                _("the template cannot be used: {reason}", reason=str(error)),
            )
        return Worded(text, tuple(session.values), tuple(session.diagnostics))

    def _file(self, name: str | None) -> str:
        template = self._templates.get((name or "").removesuffix(".md"))
        return template.file if template else "templates"

    def _place_of(self, error: BaseException, file: str) -> Place:
        """The line of the template where an error came up: the innermost frame of a template."""
        line = 1
        trace = error.__traceback__
        files = {template.file for template in self._templates.values()}
        while trace is not None:
            if (name := trace.tb_frame.f_code.co_filename) in files:
                file, line = name, trace.tb_lineno
            trace = trace.tb_next
        return _line(file, line)


def wording_of(plan: Plan) -> Wording:
    """The templates of a plan, compiled once: in a process that gets the plan in parts, too."""
    return _compiled(tuple(plan.templates.items()))


@lru_cache(maxsize=4)
def _compiled(templates: tuple[tuple[str, TemplateText], ...]) -> Wording:
    return Wording(dict(templates))


class _Environment(Sandbox):
    def __init__(self, templates: Mapping[str, TemplateText]) -> None:
        def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
            template = templates.get(name.removesuffix(".md"))
            if template is None:
                return None
            source = template.source.replace(OPEN, "").replace(CLOSE, "")
            return source, template.file, lambda: True

        super().__init__(
            loader=FunctionLoader(load),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=_finalize,
            trim_blocks=True,
            lstrip_blocks=True,
            optimized=False,  # what a template prints depends on what it is shown: there is nothing to work out before
            cache_size=-1,
        )
        # Jinja2's own filters make strings of values, and `safe` would let text pass for markup.
        self.filters = dict(_FILTERS)
        self.globals["_empty_loop"] = _empty_loop

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Give every loop without an `else` one that tells when there was nothing to go through."""
        tree = super()._parse(source, name, filename)
        for loop in parts_of(tree):
            if isinstance(loop, nodes.For) and not loop.else_:
                where = [nodes.Const(filename), nodes.Const(loop.lineno)]
                call = nodes.Call(nodes.Name("_empty_loop", "load"), where, [], None, None)
                loop.else_ = [nodes.Output([call]).set_lineno(loop.lineno).set_environment(self)]
        return tree


@pass_context
def _finalize(context: Context, value: object) -> object:
    """Swap what a template prints for a placeholder. `pass_context` also keeps Jinja2 from doing it while compiling."""
    session = context["_session"]
    if isinstance(value, Held):
        return value
    if isinstance(value, Text | Prose | Nodes | Mention | Property | WebLink | SourceFiles | Number | Period) or (
        isinstance(value, int) and not isinstance(value, bool)
    ):
        return session.hold(value)
    if isinstance(value, Undefined):
        return value  # StrictUndefined raises as soon as it is put into words
    frame = sys._getframe(1)
    template = context.environment.get_template(context.name or "")
    place = _line(template.filename or "templates", template.get_corresponding_lineno(frame.f_lineno))
    if value is None:
        message = _("the template prints something that is not filled in")
        hint = _("put it between {% if ... %} and {% endif %}")
    elif isinstance(value, str):
        message = _("the template prints text that it glued together itself")
        hint = _("print each part with braces of its own, and type fixed words as they are")
    else:
        message = _("the template prints something that is not one text or number")
        hint = _("go through a list with {% for ... %}, and print one field at a time")
    session.tell("unprintable-value", place, message, hint)
    return Held("")


@pass_context
def _empty_loop(context: Context, file: str, line: int) -> Held:
    context["_session"].tell(
        "empty-loop",
        _line(file, line),
        _("this loop has nothing to go through and prints nothing"),
        _("say before {% endfor %}, behind {% else %}, what should stand there then"),
    )
    return Held("")


@pass_context
def _enumerated(context: Context, items: Iterable[Text]) -> Held:
    """`opsomming`: texts as one enumeration."""
    return Held(print_list([context["_session"].hold(item) for item in items]))


@pass_context
def _partners(context: Context, item: Action | Project) -> Held:
    """`partners`: the partners of an action or project, "onder meer" in front where there are more."""
    held = [context["_session"].hold(partner) for partner in item.partners]
    return Held(print_list(held, open_ended=item.partners_open))


@pass_context
def _mentions(context: Context, items: Iterable[Item]) -> Held:
    """`namen`: goals or actions as an enumeration of references to where they stand."""
    return Held(print_list([context["_session"].hold(Mention(str(item.id), item.title)) for item in items]))


def _web_link(address: Text, words: str) -> WebLink:
    """`weblink("Website")`: words and address, all of it a link; a bare address says nothing when read out."""
    scheme = "mailto:" if "@" in address else "https://"
    return WebLink(words, address, address if re.match(r"(https?://|mailto:)", address) else f"{scheme}{address}")


def _source_files(of: Located | tuple[Located, ...]) -> SourceFiles:
    """`herkomst`: the file where an item stands, or the files of several, for what is derived from them."""
    items = of if isinstance(of, tuple) else (of,)
    return SourceFiles(tuple(dict.fromkeys(item.place.file for item in items)))


def _month(day: date) -> Held:
    """`maand`: a date as month and year."""
    return Held(month_year(day))


@pass_context
def _capital(context: Context, value: Text | Held) -> Text | Held:
    """`hoofdletter`: a label or an enumeration as it begins a line."""
    if isinstance(value, Text):
        return Text(capitalised(value), value.place, value.raw, value.style, value.key)
    values = context["_session"].values
    if (first := PLACEHOLDER.match(value)) and isinstance(text := values[int(first[1])], Text):
        values[int(first[1])] = _capital(context, text)
        return value
    return Held(capitalised(value))


_FILTERS: Final[Mapping[str, Callable[..., object]]] = {
    "opsomming": _enumerated,
    "partners": _partners,
    "namen": _mentions,
    "weblink": _web_link,
    "maand": _month,
    "herkomst": _source_files,
    "hoofdletter": _capital,
}


def _line(file: str, line: int) -> Place:
    return Place(file, line, 1, line, 2)
