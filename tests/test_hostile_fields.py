"""Whatever an author puts into a field, the Word file is valid and holds every character that can be shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest
import yaml

from plan.build import Format, render
from plan.compose import compose_document
from plan.places import Prose, Text
from plan.review.reading import read_word
from plan.writers.ooxml import W
from plan.writers.package import Unreadable
from tests.word_files import xml_parts
from tests.word_judge import found_wrong
from tests.workspaces import SMALL, plan_of

HOSTILE: Final[Mapping[str, str]] = {
    "markup": "a & b < c > d \" e ' f ]] > g & h",
    "the end of character data": "voor ]]> na",
    "another template language": "{{ plan }} {% if %} ${x} %s",
    "emoji": "huis 🏘️ en 👩‍👩‍👧 samen",
    "right to left": "שלום עולם، مرحبا بكم",
    "combining marks": "cafe\u0301 Zoe\u0308 Z\u0351\u036b\u0343algo",
    "a word of 300 letters": "x" * 300,
    "a field code": "{ DDEAUTO c:\\windows\\calc.exe } MERGEFORMAT",
    "a formula": "=1+1",
}
# Fields that every author fills with words of her own; what is an id, a code or a choice stays as it is.
FREE: Final = frozenset(
    "title short_title statement explanation legal_basis name short_name context description partners reason condition "
    "location street city answer source unit column area".split()
)

_FED: Final = re.compile(r"n\d{3} ")


def _fed(node: Any, text: str, key: str = "", fed: list[str] | None = None) -> Any:
    """The same data, each free text of it replaced by the hostile one with a number before it."""
    fed = [] if fed is None else fed
    if isinstance(node, dict):
        return {name: _fed(value, text, name, fed) for name, value in node.items()}
    if isinstance(node, list):
        return [_fed(value, text, key, fed) for value in node]
    if isinstance(node, str) and key in FREE:
        fed.append(f"n{len(fed):03} {text}")
        return fed[-1]
    return node


def fed_files(text: str) -> dict[str, str]:
    fed: list[str] = []
    return {
        file: yaml.safe_dump(_fed(yaml.safe_load(content), text, fed=fed), allow_unicode=True, width=10**6)
        if file.endswith(".yaml")
        else content
        for file, content in SMALL.items()
    }


def _shown(docx: bytes) -> str:
    """All letters of a Word file, its notes too, without regard to blanks and capitals."""
    parts = xml_parts(docx)
    roots = [parts[name] for name in ("word/document.xml", "word/footnotes.xml") if name in parts]
    return _bare("".join(text.text or "" for root in roots for text in root.iter(f"{W}t")))


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text)).casefold()


def _made(files: Mapping[str, str], institute: str = "kust") -> bytes:
    rendered = render(plan_of(files), institute, [Format.WORD], draft=True)
    (docx,) = rendered.files.values()
    return docx


def _numbers(files: Mapping[str, str]) -> Iterator[str]:
    """The numbers of all fed fields that the plan of Kust prints."""
    plan = plan_of(files)
    printed = compose_document(plan, plan.institutes_by_id["kust"]).printed
    values: list[Text | Prose | None] = []
    for strategic in plan.strategic_goals:
        values += [strategic.title, strategic.statement, strategic.explanation]
        for goal in strategic.all_operational_goals:
            values += [goal.title, goal.statement, goal.explanation]
    for action in plan.actions:
        values += [action.title, action.context, action.description, *action.partners]
    return (value[:4] for value in values if value and _FED.match(value) and value.key in printed)


@pytest.mark.parametrize("name", HOSTILE)
def test_every_field_may_hold_it_and_the_word_file_shows_it(name: str) -> None:
    files = fed_files(HOSTILE[name])
    docx = _made(files)
    shown = _shown(docx)
    numbers = list(_numbers(files))
    assert len(numbers) > 20
    expected = _bare(HOSTILE[name])
    assert [number for number in numbers if f"{number}{expected}" not in shown] == []
    assert found_wrong(docx, "valid") == ""


# --- much of it ------------------------------------------------------------------------------------


def _levels() -> str:
    """Sixty list items in six levels."""
    return "\n".join(f"{'  ' * (at % 6)}- punt{at:03}" for at in range(60))


LARGE: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "a paragraph of 5,000 words": (
        " ".join(f"woord{at:04}" for at in range(5000)),
        tuple(f"woord{at:04}" for at in range(5000)),
    ),
    "sixty items in six levels": (_levels(), tuple(f"punt{at:03}" for at in range(60))),
    "a table of 200 rows": (
        "| a | b |\n| - | - |\n" + "\n".join(f"| rij{at:03} | {at} |" for at in range(200)),
        tuple(f"rij{at:03}" for at in range(200)),
    ),
    "forty notes on a page": (
        " ".join(f"x[^{at}]" for at in range(40)) + "\n\n" + "\n".join(f"[^{at}]: noot{at:02}" for at in range(40)),
        tuple(f"noot{at:02}" for at in range(40)),
    ),
    "a heading of 300 letters": (f"## {'k' * 300}\n\nTekst.", ("k" * 300,)),
    "an empty heading": ("##\n\nTekst.", ("Tekst.",)),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_chapter_may_hold_it_and_nothing_is_lost(name: str) -> None:
    text, expected = LARGE[name]
    docx = _made({**SMALL, "chapters/missie.md": f"# Missie\n\n{text}\n"})
    shown = _shown(docx)
    assert [words for words in expected if _bare(words) not in shown] == []
    assert found_wrong(docx, "valid") == ""


def test_an_empty_title_leaves_a_valid_file() -> None:
    files = {file: text.replace("title: Huizen delen", 'title: ""') for file, text in SMALL.items()}
    assert files != SMALL
    docx = _made(files)
    assert "zijntedwelen" not in _shown(docx)
    assert found_wrong(docx, "valid") == ""


# --- a Word file that comes back -------------------------------------------------------------------


def test_a_word_file_that_lacks_its_beginning_is_refused() -> None:
    with pytest.raises(Unreadable):
        read_word(_made(SMALL)[5000:])
