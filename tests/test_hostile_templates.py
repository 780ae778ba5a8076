"""A template that somebody sends along shows what the plan says, and can do nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from plan.workspace import open_workspace
from tests.structure import blocks_as_lines
from tests.test_compose import ONE_TEMPLATE, PROEF, composed
from tests.workspaces import SMALL, write_workspace

# As they are published for Jinja2, and as they would be for this program.
ESCAPES = (
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''['__class__'] }}",
    "{{ plan.title.__init__.__globals__ }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ joiner.__init__.__globals__ }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ lipsum.__globals__ }}",
    "{{ lipsum() }}",
    "{{ dict(a=1) }}",
    "{{ self._TemplateReference__context }}",
    "{{ self.__init__.__globals__.__builtins__ }}",
    "{{ self }}",
    "{{ _session }}",
    "{{ _step(1) }}",
    "{% set _step = matrix %}{{ plan.title }}",
    "{% for _steps in goals %}{{ plan.title }}{% endfor %}",
    "{{ contents.__globals__ }}",
    "{{ contents.__code__ }}",
    "{{ matrix.__self__ }}",
    "{{ matrix.__func__ }}",
    "{{ loop }}",
    "{{ request.application.__globals__ }}",
    "{{ config }}",
    "{{ environment }}",
    "{{ context }}",
    "{{ get_flashed_messages.__globals__ }}",
    "{{ ''|attr('__class__') }}",
    "{{ ''|attr('\\x5f\\x5fclass\\x5f\\x5f') }}",
    "{{ goals|map(attribute='__class__')|list }}",
    "{{ goals|groupby('__class__') }}",
    "{{ [plan]|tojson }}",
    "{{ plan.title|format }}",
    "{{ '{0.__class__}'.format(plan) }}",
    "{{ '{x.__class__.__init__.__globals__}'.format_map({'x': plan}) }}",
    "{% set f = '{0.__class__}'.format %}{{ f(plan) }}",
    "{{ '%s' % plan.__class__ }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ plan.title.encode('utf-8') }}",
    "{{ institute.parse_raw('cos\\nsystem\\n.', proto='pickle', allow_pickle=True) }}",
    "{{ institute.parse_file('/etc/passwd') }}",
    "{{ institute.model_copy({}) }}",
    "{{ institute.typed_fields() }}",
    "{% set f = institute.model_copy %}{{ f({}) }}",
    "{{ goals.__iter__ }}",
    "{{ goals.append(1) }}",
    "{{ properties.update({'a': 1}) }}",
    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "{% macro f() %}{% endmacro %}{{ f.__globals__ }}",
    "{% call contents('x') %}{% endcall %}",
    "{% filter upper %}x{% endfilter %}",
    "{% set x %}{{ plan.title }}{% endset %}{{ x }}",
    "{% autoescape false %}{{ plan.title }}{% endautoescape %}",
    "{% block a %}{{ self.a() }}{% endblock %}",
    "{{ super() }}",
    "{{ caller() }}",
    "{{ varargs }}",
)

TOO_MUCH = (
    "{{ range(10**9) }}",
    "{% for x in range(10**9) %}{% endfor %}",
    "{{ 'a' * 10**9 }}",
    "{{ [1] * 1000000000 }}",
    "{% for x in 'a' * 1000000000 %}{% endfor %}",
    "{{ 10**10**10 }}",
    "{{ 9 ** 999999999 }}",
    "{{ 1" + "0" * 5000 + " }}",
    "{{ 'a'.ljust(10**9) }}",
    "{{ '{:>1000000000}'.format(1) }}",
    "{% set a = 1000000000 %}" + "{% set a = a * a %}" * 60 + "{{ a }}",
    "{% set a = 'a' %}" + "{% set a = a + a %}" * 60 + "{{ a }}",
    "{% set a = 'a' %}" + "{% set a = a ~ a %}" * 60 + "{{ a }}",
    "{% set a = [1] %}" + "{% set a = a + a %}" * 60 + "{{ a }}",
    "{% for a in 'aaaaaaaaaa' %}" * 18 + "{% endfor %}" * 18,
    "{% set t = plan.title"
    + " ~ plan.title" * 100
    + " %}"
    + "{% for a in 'aaaaaaaaaa' %}" * 18
    + "{{ t }}"
    + "{% endfor %}" * 18,
    "{% for a in 'aaaaaaaaaa' %}" * 6 + "x" * 100_000 + "{% endfor %}" * 6,
    "{% for a in 'aaaaaaaaaa' %}" * 6 + "{{ matrix('a', 'b') }}" + "{% endfor %}" * 6,
    "{% for a in 'aa' recursive %}{{ loop('aa') }}{% endfor %}",
    "{{ " + "(" * 10_000 + "1" + ")" * 10_000 + " }}",
    "{{ " + "not " * 10_000 + "1 }}",
    "{{ " + "1+" * 10_000 + "1 }}",
    "{% if a %}" * 5_000 + "{% endif %}" * 5_000,
)

ELSEWHERE = (
    "/etc/passwd",
    "../../../../etc/passwd",
    "..\\..\\geheim.md",
    "../geheim.md",
    "file:///etc/passwd",
    "\\\\server\\deel\\geheim.md",
    "//server/deel/geheim.md",
    "C:/geheim.md",
    "chapters/missie.md",
    "institutes/kust/institute.yaml",
    "/proc/self/environ",
)


def _worded(template: str, **more: str) -> tuple[list[str], list[str]]:
    """What a template prints, and the rules that it breaks, with the file where it does."""
    made = composed({**ONE_TEMPLATE, PROEF: template, **{f"templates/{name}.md": text for name, text in more.items()}})
    lines = list(blocks_as_lines(tuple(made.document.blocks())))
    return lines, [f"{one.rule} {one.place.file}" for one in made.diagnostics]


def _refused(template: str) -> None:
    lines, found = _worded(f"# Kop\n\n{template}\n")
    assert lines == []
    assert set(found) - {f"empty-loop {PROEF}"} in ({f"template-error {PROEF}"}, {f"unknown-name {PROEF}"})


@pytest.mark.parametrize("template", ESCAPES)
def test_a_template_does_not_get_out(template: str) -> None:
    _refused(template)


@pytest.mark.parametrize("template", TOO_MUCH, ids=lambda template: template[:40])
def test_a_template_does_not_go_on_forever_nor_grow(template: str) -> None:
    _refused(template)


def test_templates_that_show_each_other_do_not_go_on_forever() -> None:
    doubling = {f"stap{at}": f"{{% include 'stap{at + 1}.md' %}}" * 2 for at in range(60)}
    lines, found = _worded("{% include 'stap0.md' %}", **doubling, stap60="Tekst.")
    assert lines == []
    assert [told.partition(" ")[0] for told in found] == ["template-error"]


@pytest.mark.parametrize("file", ELSEWHERE)
@pytest.mark.parametrize("word", ["include", "import", "extends"])
def test_a_template_shows_no_file_but_another_template(word: str, file: str) -> None:
    quoted = file.replace("\\", "\\\\")
    name = " as x" if word == "import" else ""
    _refused(f"{{% {word} '{quoted}'{name} %}}")
    _refused(f"{{% {word} ['{quoted}']{name} %}}")


def test_a_template_that_is_a_link_to_elsewhere_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "geheim.md").write_text("# Geheim\n", encoding="utf-8")
    root = tmp_path / "plan"
    write_workspace(root, {**SMALL, "templates/plan.yaml": "chapters: []\n"})
    (root / "templates/colofon.md").symlink_to(tmp_path / "geheim.md")
    workspace = open_workspace(root)
    assert "Geheim" not in workspace.plan.templates["colofon"].source
    assert [found.rule for found in workspace.findings if found.place.file == "templates/colofon.md"] == [
        "link-to-outside"
    ]
