"""What holds for every plan: generated ones, and the small one with something changed at random."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plan.build import EVERYDAY, render
from plan.checks import check_plan
from plan.compose import compose_document
from plan.compose.counting import faults_of_making, faults_of_trying
from plan.coverage import cover, matrix
from plan.diagnostics import Diagnostic, Severity, render_text
from plan.load import TEMPLATES, Part, assemble, read_part
from plan.model import Located, Plan
from plan.places import Sourced
from tests.workspaces import SMALL

LESS_OFTEN = settings(
    max_examples=settings().max_examples // 5, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def parts_of(files: Mapping[str, str]) -> list[Part]:
    return [read_part(file, text.encode()) for file, text in files.items()]


def sourced_in(value: object) -> Iterator[Sourced]:
    """Every authored text in a plan, wherever it stands."""
    if isinstance(value, Sourced):
        yield value
    elif isinstance(value, Located):
        for name in type(value).model_fields:
            yield from sourced_in(getattr(value, name))
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from sourced_in(part)
    elif isinstance(value, tuple):
        for part in value:
            yield from sourced_in(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from sourced_in(getattr(value, field.name))


def slice_of(text: str, sourced: Sourced) -> str:
    """What stands in a file at the place of a value."""
    place = sourced.place
    lines = text.removeprefix("\ufeff").split("\n")[place.line - 1 : place.end_line]
    lines[-1] = lines[-1][: place.end_column - 1]
    lines[0] = lines[0][place.column - 1 :]
    return "\n".join(lines)


# --- order and places ------------------------------------------------------------------------------


@given(st.permutations(sorted(SMALL)))
@LESS_OFTEN
def test_the_order_of_files_does_not_matter(order: list[str]) -> None:
    plan, diagnostics = assemble(parts_of({file: SMALL[file] for file in order}))
    expected, told = assemble(parts_of(SMALL))
    assert repr(plan) == repr(expected)
    assert diagnostics == told


@given(st.sampled_from(["", "\ufeff"]), st.sampled_from(["\n", "\r\n"]))
def test_every_text_stands_where_its_place_says(start: str, end: str) -> None:
    files = {file: start + text.replace("\n", end) for file, text in SMALL.items()}
    plan, _told = assemble(parts_of(files))
    texts = [text for text in sourced_in(plan) if text.place.file in files and text.place.line > 0 and text.raw]
    assert len(texts) > 100
    for text in texts:
        if text.place.end_column > 1 or text.place.end_line > 1:
            assert slice_of(files[text.place.file], text) == text.raw


# --- one mistake, one message ----------------------------------------------------------------------

# What is put in front of a value; None: the last letter of its key stands twice.
BREAKAGES = (
    ("a missing quote", '"'),
    ("an alias", "*"),
    ("a tag", "!x "),
    ("an at-sign", "@"),
    ("a backtick", "`"),
    ("a percent sign", "%"),
    ("a brace", "{"),
    ("a list", "[a, [b]] #"),
    ("a mapping", "{a: b, c: d} #"),
    ("a mistyped key", None),
)
SCALAR = re.compile(r"^(?P<lead> *(?:- )?(?P<key>[a-z_]+): )(?P<value>[^|>{\[\n'\"][^\n]*)$", re.MULTILINE)
SPOTS = [
    (file, found.span("value"), found.span("key"))
    for file, text in SMALL.items()
    if file.endswith(".yaml")
    for found in SCALAR.finditer(text)
]


@given(st.sampled_from(SPOTS), st.sampled_from(BREAKAGES))
def test_one_broken_value_gives_one_error_in_its_file(
    spot: tuple[str, tuple[int, int], tuple[int, int]], breakage: tuple[str, str | None]
) -> None:
    file, (start, _end), (_key, after_key) = spot
    text = SMALL[file]
    sign = breakage[1]
    broken = text[:start] + sign + text[start:] if sign else text[:after_key] + text[after_key - 1 :]
    line = text.count("\n", 0, start) + 1
    plan, read = assemble(parts_of({**SMALL, file: broken}))
    found = check_plan(plan, read)
    errors = [finding for finding in found if finding.severity is Severity.ERROR]
    assert len(errors) == 1, shown(found)
    assert errors[0].place.file == file
    assert errors[0].place.line in (line, line + 1)


def shown(found: tuple[Diagnostic, ...]) -> str:
    return render_text(found, lambda _file, _line: "", "en")


# --- generated plans -------------------------------------------------------------------------------

HOSTILE = (
    "**", "__", "<b>", "&amp;", "]]>", "#", "{{ x }}", "{% if %}", "{cijfer c0}", "{doel ", "{nog x}", "|", "`", "~~~",
    "[a](b)", "![a](b.png)", "\\", "'", '"', ":", " #", "\u00a0", "\u200b", "e\u0301", "\u202e", "😀", "\x07",
    "\ue0000\ue001", "\u2028", "0", "- ", "* ", "> ", "1. ", "[^1]", "===", "---", ":::titel x", "%", "=1+1", "\t",
)  # fmt: skip
words = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text("abcé ", max_size=5)), min_size=1, max_size=6).map("".join)
one_line = words.map(lambda text: " ".join(text.split()) or "x")
prose = st.lists(words, min_size=1, max_size=4).map("\n".join)
years = st.integers(2019, 2027)
periods = st.one_of(
    st.tuples(years, years).map(lambda pair: f"{pair[0]}-{pair[1]}"),
    st.tuples(years, st.integers(1, 12)).map(lambda pair: f"{pair[0]}-{pair[1]:02}"),
    one_line,
)


def some(names: list[str]) -> st.SearchStrategy[list[str]]:
    """Some of these names, or one that nothing has."""
    return st.lists(st.sampled_from([*names, "bestaat-niet"]), max_size=3)


@st.composite
def workspaces(draw: st.DrawFn) -> dict[str, str]:
    """Small workspaces: correct in their keys, in nothing else."""
    goals = [f"g{number}" for number in range(draw(st.integers(0, 4)))]
    actions = [f"a{number}" for number in range(draw(st.integers(0, 3)))]
    projects = [f"p{number}" for number in range(draw(st.integers(0, 2)))]

    def maybe(**values: st.SearchStrategy[Any]) -> dict[str, Any]:
        return {name: draw(value) for name, value in values.items() if draw(st.booleans())}

    def operational(id: str) -> dict[str, Any]:
        return {"id": id, "title": draw(one_line), **maybe(statement=prose, explanation=prose, short_title=one_line)}

    under_theme, direct = goals[::2], goals[1::2]
    strategic = [
        {
            "id": f"s{number}",
            "title": draw(one_line),
            "kind": draw(st.sampled_from(["external", "internal"])),
            **maybe(code=one_line, statement=prose, explanation=prose),
            "themes": [{"id": f"t{number}", "title": draw(one_line), "operational_goals": [*map(operational, mine)]}],
            "operational_goals": [*map(operational, others)],
        }
        for number, (mine, others) in enumerate(((under_theme, direct), ([], [])))
    ]
    uses = some(projects).map(lambda names: [{"project": name} for name in names])
    files: dict[str, Any] = {
        "goals.yaml": {
            "plan": {"title": draw(one_line), "period": "2021-2025", "date": "2020-05-15"},
            "strategic_goals": strategic[: draw(st.integers(0, 2))],
        },
        "figures.yaml": {"figures": [{"id": "c0", "value": "1,5", **maybe(unit=one_line, source=one_line)}]},
        "institutes/i0/institute.yaml": {
            "name": draw(one_line),
            "status": draw(st.sampled_from(["niet-aangeleverd", "in-opmaak", "ingediend"])),
            **maybe(
                participates=some(actions).map(
                    lambda names: {name: draw(st.sampled_from([None, {"strength": "mogelijk"}])) for name in names}
                ),
                waives=some(goals).map(lambda names: [{"goal": name, "reason": "x"} for name in names]),
                action_order=some(actions),
                chapters=st.just([{"after": "missie", "add": "zee"}, {"drop": "bestaat-niet"}]),
            ),
        },
        "institutes/i0/projects.yaml": {
            "projects": [
                {"id": id, "title": draw(one_line), **maybe(period=periods, condition=one_line, description=prose)}
                for id in projects
            ]
        },
    }
    for id in actions:
        folder = draw(st.sampled_from(["actions", "actions/i0"]))
        files[f"{folder}/{id}.yaml"] = {
            "title": draw(one_line),
            **maybe(
                period=periods,
                contributes=st.fixed_dictionaries({"certain": some(goals), "possible": some(goals)}),
                context=prose,
                description=prose,
                collaboration=prose,
                partners=st.lists(one_line, max_size=3),
                projects=uses,
            ),
        }
    texts = {
        "chapters/missie.md": f"# {draw(one_line)}\n\n{draw(prose)}\n",
        "institutes/i0/zee.md": f"# {draw(one_line)}\n\n{draw(prose)}\n",
        "templates/plan.yaml": SMALL["templates/plan.yaml"],
    }
    return texts | {file: yaml.safe_dump(data, allow_unicode=True) for file, data in files.items()}


def made_of(plan: Plan) -> dict[str, bytes]:
    return {
        path: data
        for institute in plan.institutes_by_id
        for path, data in render(plan, institute, EVERYDAY, True, "proef").files.items()
    }


@given(workspaces())
@LESS_OFTEN
def test_no_plan_crashes_the_program_and_building_twice_gives_equal_bytes(files: dict[str, str]) -> None:
    plan, read = assemble(parts_of(files))
    found = check_plan(plan, read)
    for language in ("nl", "en"):
        assert render_text(found, lambda _file, _line: "", language) or not found
    cover(plan)
    matrix(plan, None)
    again, _read = assemble(parts_of(files))
    made = made_of(plan)
    assert made == made_of(again)
    assert made or not plan.institutes


@given(workspaces(), st.sampled_from(["", *(path.stem for path in sorted(TEMPLATES.glob("*.md")))]))
@LESS_OFTEN
def test_a_check_foretells_what_making_a_document_tells(files: dict[str, str], replaced: str) -> None:
    if replaced:
        files |= {f"templates/{replaced}.md": "# Kop\n"}
    plan, _read = assemble(parts_of(files))
    for institute in plan.institutes:
        made = faults_of_making(plan, institute, compose_document(plan, institute))
        assert faults_of_trying(plan, institute) == made
