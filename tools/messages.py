"""Keep the Dutch catalogue in step with the sentences and rule names in the code.

In: the sources in `plan/`, the catalogue as it is, and files with translations (.po) named on the command line, which
go before it. Out: `plan.po` and `plan.mo` below `plan/locale`, the same bytes for the same words, and a report of what
is missing. Translations that no sentence asks for are kept at the end of `plan.po`. `--check` writes nothing and fails
when something is missing or not written.

A sentence is a literal in `_()`, `_n()` or `_p()`. A rule's name is a function marked `@rule`, the name of a `Rule`, or
a literal passed as a parameter or field called `rule`: to `Diagnostic` itself or to whatever passes it on.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).resolve().parent.parent
PO: Final = ROOT / "plan/locale/nl/LC_MESSAGES/plan.po"
_HEADER = "# The program's sentences and the names of its rules in Dutch. Made by tools/messages.py; translate here."
# How many literals each function takes, and whether the first is a context.
_FUNCTIONS: Final = {"_": (1, False), "_n": (2, False), "_p": (2, True)}


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is to be translated: a msgid, with its plural when it depends on a count and its context when it has one."""

    msgid: str
    plural: str | None = None
    context: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What the sources hold: sentences with the files they are in, and what in them no catalogue can ever have."""

    files_by_sentence: dict[Sentence, list[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def add(self, sentence: Sentence, file: str) -> None:
        """Note that the file holds the sentence."""
        files = self.files_by_sentence.setdefault(sentence, [])
        if file not in files:
            files.append(file)

    @property
    def rules(self) -> list[str]:
        """The names of the rules, in English."""
        return [sentence.msgid for sentence in self.files_by_sentence if sentence.context == "rule"]


class DutchCatalog(Catalog):
    """A catalogue whose header tells nothing that changes by itself: no dates, no versions."""

    def __init__(self) -> None:
        super().__init__(locale="nl", header_comment=_HEADER, fuzzy=False)

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """What gettext needs to know."""
        return [
            ("Language", "nl"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", "nplurals=2; plural=(n != 1);\n"),
        ]


# --- what the code says ----------------------------------------------------------------------------


def read_sources() -> dict[str, str]:
    """The text of each module of the program, by its path."""
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in sorted(ROOT.glob("plan/**/*.py"))}


def collect(sources: Mapping[str, str]) -> Found:
    """All sentences in the sources in the order they stand there, then the names of the rules."""
    found = Found()
    nodes_by_file = {file: list(ast.walk(ast.parse(source, file))) for file, source in sources.items()}
    calls_by_file = {file: _calls(nodes) for file, nodes in nodes_by_file.items()}
    takers_by_file = {file: dict(_takers_of_rules(nodes)) for file, nodes in nodes_by_file.items()}
    shared = {name: at for takers in takers_by_file.values() for name, at in takers.items() if not name.startswith("_")}
    for file, calls in calls_by_file.items():
        for call in calls:
            name = _name(call.func)
            if isinstance(call.func, ast.Name) and name in _FUNCTIONS:
                _add_sentence(found, file, call, *_FUNCTIONS[name])
    for file, nodes in nodes_by_file.items():
        for rule in _marked_functions(nodes):
            found.add(Sentence(rule, context="rule"), file)
        takers = shared | takers_by_file[file]
        for call in calls_by_file[file]:
            if (position := takers.get(_name(call.func))) is not None:
                _add_rules(found, file, _argument(call, position))
    return found


def _add_sentence(found: Found, file: str, call: ast.Call, count: int, has_context: bool) -> None:
    words = [word.value for word in call.args[:count] if isinstance(word, ast.Constant) and isinstance(word.value, str)]
    if has_context and _is_variable(call.args[-1]):
        return  # `_p("rule", name)` looks up a name that was collected where it is written
    if len(words) < count:
        found.faults.append(f"{file}:{call.lineno}: the sentence is not a literal, so nobody can translate it")
    elif has_context:
        found.add(Sentence(words[1], context=words[0]), file)
    else:
        found.add(Sentence(words[0], plural=words[1] if count == 2 else None), file)


def _add_rules(found: Found, file: str, argument: ast.expr | None) -> None:
    match argument:
        case ast.Constant(value=str(name)):
            found.add(Sentence(name, context="rule"), file)
        case ast.IfExp(body=one, orelse=other):
            _add_rules(found, file, one)
            _add_rules(found, file, other)
        case ast.JoinedStr(lineno=line) | ast.BinOp(lineno=line):
            found.faults.append(f"{file}:{line}: the rule's name is not a literal, so nobody can translate it")
        case _:
            pass  # passed on: the literal stands where it came from


def _takers_of_rules(nodes: Sequence[ast.AST]) -> Iterator[tuple[str, int]]:
    """The functions and classes that take the name of a rule, each with the position of that argument in a call."""
    for node in nodes:
        match node:
            case ast.FunctionDef(name=name) if name != "__init__":
                parameters = _parameters(node)
            case ast.ClassDef(name=name):
                made_by = [part for part in node.body if isinstance(part, ast.FunctionDef) and part.name == "__init__"]
                parameters = _parameters(made_by[0]) if made_by else _fields_of(node)
            case _:
                continue
        wanted = "name" if name == "Rule" else "rule"
        if wanted in parameters:
            yield name, parameters.index(wanted)


def _parameters(function: ast.FunctionDef) -> list[str]:
    """Its parameters without self; `rule: Rule` is not the name of one."""
    parameters = [*function.args.args, *function.args.kwonlyargs]
    names = [parameter.arg if _is_text(parameter.annotation) else "" for parameter in parameters]
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


def _fields_of(node: ast.ClassDef) -> list[str]:
    fields = [part for part in node.body if isinstance(part, ast.AnnAssign)]
    return [_name(part.target) if _is_text(part.annotation) else "" for part in fields]


def _is_text(annotation: ast.expr | None) -> bool:
    return annotation is None or _name(annotation) == "str"


def _marked_functions(nodes: Sequence[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.FunctionDef):
            marks = [mark.func if isinstance(mark, ast.Call) else mark for mark in node.decorator_list]
            if "rule" in map(_name, marks):
                yield node.name.replace("_", "-")


def _calls(nodes: Sequence[ast.AST]) -> list[ast.Call]:
    """The calls in the order they stand in the file."""
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    return sorted(calls, key=lambda call: (call.lineno, call.col_offset))


def _argument(call: ast.Call, position: int) -> ast.expr | None:
    named = [keyword.value for keyword in call.keywords if keyword.arg == "rule"]
    return next(iter([*named, *call.args[position : position + 1]]), None)


def _is_variable(node: ast.expr) -> bool:
    return isinstance(node, ast.Name | ast.Attribute)


def _name(node: ast.expr) -> str:
    return getattr(node, "id", getattr(node, "attr", ""))


# --- the catalogue ---------------------------------------------------------------------------------


def read_catalog(path: Path) -> Catalog:
    """A catalogue from its file; an empty one when there is none."""
    if not path.exists():
        return DutchCatalog()
    with path.open("rb") as file:
        return read_po(file, locale="nl", abort_invalid=True)


def merge(found: Found, translations: Sequence[Catalog]) -> DutchCatalog:
    """A catalogue of what was found, with the words of the first of the translations that has them."""
    known: dict[Sentence, Entry] = {}
    for catalog in translations:
        for entry in (*catalog, *catalog.obsolete.values()):
            if entry.id and any(_words(entry)):
                known.setdefault(_sentence(entry), entry)
    merged = DutchCatalog()
    for sentence, files in found.files_by_sentence.items():
        translated = known.pop(sentence, None)
        merged.add(
            sentence.msgid if sentence.plural is None else (sentence.msgid, sentence.plural),
            translated.string if translated else None,
            locations=[(file, 0) for file in files],
            user_comments=translated.user_comments if translated else (),
            flags={"fuzzy"} if translated and translated.fuzzy else (),
            context=sentence.context,
        )
    for number, entry in enumerate(sorted(known.values(), key=lambda entry: (entry.context or "", _msgid(entry)))):
        merged.obsolete[str(number)] = entry
    return merged


def missing(catalog: Catalog) -> list[str]:
    """What keeps the catalogue from speaking Dutch: no translation, an uncertain one, or one with other fields."""
    return [complaint for entry in catalog if entry.id for complaint in _complaints(entry)]


def po_bytes(catalog: Catalog) -> bytes:
    """The catalogue for translators."""
    written = io.BytesIO()
    write_po(written, catalog, width=110, include_lineno=False)
    return written.getvalue()


def mo_bytes(catalog: Catalog) -> bytes:
    """The catalogue for the program."""
    written = io.BytesIO()
    write_mo(written, catalog)
    return written.getvalue()


def _complaints(entry: Entry) -> Iterator[str]:
    name = f"{entry.context}: {_msgid(entry)}" if entry.context else _msgid(entry)
    originals, words = _originals(entry), _words(entry)
    if len(words) != len(originals) or not all(words):
        yield f"not translated: {name}"
        return
    if entry.fuzzy:
        yield f"uncertain (fuzzy): {name}"
    for number, (original, translated) in enumerate(zip(originals, words, strict=True)):
        difference = _fields(original) ^ _fields(translated)
        if len(originals) == 2 and number == 0:
            difference -= {"count"}  # "one goal" and "{count} goal" are both good
        if difference:
            yield f"other fields ({', '.join(sorted(difference))}): {name}"


def _fields(template: str) -> set[str]:
    return set(re.findall(r"\{([^{}]*)\}", template))


def _sentence(entry: Entry) -> Sentence:
    msgid, *plural = _originals(entry)
    return Sentence(msgid, next(iter(plural), None), entry.context)


def _msgid(entry: Entry) -> str:
    return _originals(entry)[0]


def _originals(entry: Entry) -> tuple[str, ...]:
    return (entry.id,) if isinstance(entry.id, str) else tuple(entry.id)


def _words(entry: Entry) -> tuple[str, ...]:
    return (entry.string or "",) if isinstance(entry.string, str | None) else tuple(entry.string)


# --- the command -----------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the catalogue, or check it; the exit code."""
    parser = argparse.ArgumentParser(description="Keep the Dutch catalogue in step with the code.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when something is missing or stale")
    parser.add_argument("translations", nargs="*", type=Path, help=".po files to merge; these go before the catalogue")
    options = parser.parse_args(arguments)

    found = collect(read_sources())
    catalog = merge(found, [read_catalog(path) for path in (*options.translations, PO)])
    complaints = found.faults + missing(catalog)
    for path, content in ((PO, po_bytes(catalog)), (PO.with_suffix(".mo"), mo_bytes(catalog))):
        if path.exists() and path.read_bytes() == content:
            continue
        if options.check:
            complaints.append(f"{path.relative_to(ROOT)} is out of date: run tools/messages.py")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    for complaint in complaints:
        print(complaint)
    for entry in catalog.obsolete.values():
        print(f"no longer used: {_msgid(entry)}")
    print(f"{len(catalog)} sentences, {len(found.rules)} of them names of rules; {len(complaints)} to mend")
    return 1 if options.check and complaints else 0


if __name__ == "__main__":
    sys.exit(main())
