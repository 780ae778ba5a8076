"""Workspaces of any size, made up by a seed: for benches and tests that ask what happens when a plan is large.

In: how much of everything, and a seed. Out: the YAML and Markdown of a workspace in which `plan check` finds no error,
the same for the same numbers. Everything that a plan can say about coverage occurs: institutes without data and ones
that have yet to decide, waivers, weaker and shorter participation, projects with a condition, gaps and years that lack.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from random import Random
from typing import Any, Final

import yaml

FIRST_YEAR: Final = 2021
_PER_STRATEGIC: Final = 5  # operational goals under one strategic goal, as far as they go
_INTERNAL: Final = 8  # one in so many goals and actions is the own organisation's

_NOUNS: Final = (
    "buurt wijk school huis plein tuin keuken bibliotheek straat brug markt park haven station raad winkel werf zaal "
    "atelier moestuin fonds loket huurder bewoner ouder leerling jongere vrijwilliger buur gezin ploeg netwerk kring"
).split()
_DOINGS: Final = (
    "versterken verbinden openen delen herstellen ondersteunen begeleiden verbeteren beschermen vernieuwen opbouwen "
    "samenbrengen uitbreiden behouden bereiken"
).split()
_QUALITIES: Final = (
    "betaalbare gezonde veilige open groene gedeelde sterke nieuwe warme toegankelijke duurzame levende kleine brede"
).split()
_OTHERS: Final = "de een met voor door samen ook elke waar wie niet meer dan naar over bij tot en of die dat".split()

# Texts are about more than the titles name.
_NAMED: Final = tuple(f"{one}{other}" for one in _NOUNS for other in _NOUNS if one != other)


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is of everything; `own_actions` and `projects` are for each institute, `words` for each text.

    `analysis` are the words of the analysis that all plans share, in sections, with its `tables` and `notes`.
    """

    goals: int = 40
    actions: int = 60
    institutes: int = 30
    years: int = 6
    own_actions: int = 3
    projects: int = 6
    items: int = 12
    words: int = 60
    analysis: int = 0
    tables: int = 0
    notes: int = 0


STANDARD: Final = Size(
    goals=15, actions=48, institutes=8, years=5, own_actions=6, words=120, analysis=12_000, tables=7, notes=6
)
"""What benches compare by: eight plans of some 25,000 words each, and 96 actions in all."""


def generate(size: Size, seed: int = 1) -> dict[str, str]:
    """The files of a workspace, by path."""
    return _Making(size, Random(seed)).files()


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write a workspace in a folder, and give the folder back."""
    for file, text in files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


@dataclass(frozen=True)
class _Making:
    """One workspace while it is made up."""

    size: Size
    random: Random

    def files(self) -> dict[str, str]:
        """All of it."""
        institutes = [f"instituut-{number}" for number in range(1, self.size.institutes + 1)]
        made: dict[str, Any] = {"goals.yaml": self.goals(), "frameworks/minister.yaml": self.framework()}
        actions = {id: self.action(id) for id in self.sector_actions}
        made |= {f"actions/{id}.yaml": action for id, action in actions.items()}
        for number, institute in enumerate(institutes):
            projects = [f"{institute}-project-{order}" for order in range(1, self.size.projects + 1)]
            made[f"institutes/{institute}/institute.yaml"] = self.institute(number, actions, projects)
            made[f"institutes/{institute}/projects.yaml"] = {"projects": [self.project(id) for id in projects]}
            for order in range(1, self.size.own_actions + 1):
                id = f"{institute}-actie-{order}"
                made[f"actions/{institute}/{id}.yaml"] = self.own_action(id, projects)
        texts = {"chapters/missie.md": f"# Missie\n\n{self.text()}\n\n{self.text()}"}
        if self.size.analysis:
            texts["chapters/omgevingsanalyse.md"] = self.analysis()
        return texts | {
            file: yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110) for file, data in made.items()
        }

    # --- names -------------------------------------------------------------------------------------

    @property
    def goal_ids(self) -> list[str]:
        """The operational goals."""
        return [f"doel-{number}" for number in range(1, self.size.goals + 1)]

    @property
    def sector_actions(self) -> list[str]:
        """The actions of the sector."""
        return [f"actie-{number}" for number in range(1, self.size.actions + 1)]

    def is_internal(self, goal: str) -> bool:
        """Whether a goal is the own organisation's: the last ones are."""
        return self.goal_ids.index(goal) >= self.size.goals - self.size.goals // _INTERNAL

    # --- files -------------------------------------------------------------------------------------

    def goals(self) -> dict[str, Any]:
        """The plan and its goals."""
        kinds = [[goal for goal in self.goal_ids if self.is_internal(goal) == internal] for internal in (False, True)]
        groups = [
            goals[start : start + _PER_STRATEGIC] for goals in kinds for start in range(0, len(goals), _PER_STRATEGIC)
        ]
        whole = self.period(0, self.size.years - 1)
        return {
            "format": 1,
            "plan": {
                "title": f"Meerjarenplan {whole}",
                "period": whole,
                "date": f"{FIRST_YEAR - 1}-05-15",
                "language": "nl-BE",
                "organisation": "De sector",
            },
            "strategic_goals": [self.strategic_goal(number, group) for number, group in enumerate(groups, 1)],
        }

    def strategic_goal(self, number: int, goals: Sequence[str]) -> dict[str, Any]:
        """A strategic goal with those under it, half of them under a theme."""
        below = [
            {"id": goal, "title": self.title(goal), "statement": self.sentence(), "explanation": self.text()}
            for goal in goals
        ]
        half = len(below) // 2
        themes = [{"id": f"thema-{number}", "title": self.title(f"thema-{number}"), "operational_goals": below[:half]}]
        return {
            "id": f"strategisch-{number}",
            "code": f"SD{number}",
            "kind": "internal" if self.is_internal(goals[0]) else "external",
            "title": self.title(f"strategisch-{number}"),
            "statement": self.sentence(),
            "explanation": self.text(),
            **({"themes": themes} if half else {}),
            "operational_goals": below[half:],
        }

    def framework(self) -> dict[str, Any]:
        """What the minister asks; not everything is answered."""
        items = [
            {"id": f"vraag-{number}", "title": self.title(f"vraag-{number}"), "statement": self.text()}
            for number in range(1, self.size.items + 1)
        ]
        return {"title": "Prioriteiten van de minister", "items": items}

    def action(self, id: str) -> dict[str, Any]:
        """An action of the sector, or of an institute."""
        internal = self.random.random() < 1 / _INTERNAL
        goals = self.some([goal for goal in self.goal_ids if self.is_internal(goal) == internal], 1, 6)
        certain = self.random.randint(0 if len(goals) > 1 else 1, min(len(goals), 3))
        first = self.random.randrange(self.size.years)
        last = self.random.randrange(first, self.size.years)
        whole = self.random.random() < 0.6
        links = {"certain": goals[:certain], "possible": goals[certain:]}
        return {
            "title": self.title(id),
            "period": self.period(0, self.size.years - 1) if whole else self.period(first, last),
            "contributes": {strength: named for strength, named in links.items() if named},
            "answers": self.some([f"minister/vraag-{number}" for number in range(1, self.size.items)], 0, 2),
            "context": self.text(),
            "description": self.text(),
            "partners": [self.random.choice(_NOUNS), "de gemeente"],
        }

    def own_action(self, id: str, projects: Sequence[str]) -> dict[str, Any]:
        """An action of an institute, with its projects."""
        action = self.action(id)
        return action | self.projects(action, projects, 1)

    def institute(self, number: int, actions: Mapping[str, Any], projects: Sequence[str]) -> dict[str, Any]:
        """An institute; of ten one has delivered nothing and one has yet to decide."""
        head = {"name": f"Samenlevingsopbouw {_roman(number + 1)} vzw", "area": self.random.choice(_NOUNS)}
        if number % 10 == 4:
            return head | {"status": "niet-aangeleverd"}
        if number % 10 == 7:
            return head | {"status": "in-opmaak"}
        joined = self.some(list(actions), len(actions) // 4, len(actions) // 2)
        waived = self.some([goal for goal in self.goal_ids if not self.is_internal(goal)], 0, 3)
        return head | {
            "status": "ingediend" if number % 2 else "in-opmaak",
            "participates": {id: self.participation(actions[id], projects) for id in joined},
            "waives": [{"goal": goal, "reason": self.sentence()} for goal in waived],
        }

    def participation(self, action: Mapping[str, Any], projects: Sequence[str]) -> dict[str, Any]:
        """How an institute takes part: mostly as the sector has it, else weaker or in the first year only."""
        chance = self.random.random()
        less = {"strength": "mogelijk"} if chance < 0.1 else {"period": action["period"][:4]} if chance < 0.2 else {}
        return self.projects(action, projects, 0) | (less | {"reason": self.sentence()} if less else {})

    def projects(self, action: Mapping[str, Any], projects: Sequence[str], least: int) -> dict[str, Any]:
        """The projects of an action, two at most; none when it is internal, since a plan prints none there."""
        used = self.some(projects, least, 2)
        internal = any(self.is_internal(goal) for goals in action["contributes"].values() for goal in goals)
        return {} if internal else {"projects": used}

    def analysis(self) -> str:
        """A long chapter: sections of three paragraphs, the tables and notes spread over the first of them."""
        each = 3 * max(1, self.size.words // 9) * 9
        sections = range(1, max(1, self.size.analysis // each, self.size.tables, self.size.notes) + 1)
        parts = ["# Omgevingsanalyse"]
        for number in sections:
            noted = f"[^noot-{number}]" if number <= self.size.notes else ""
            parts += [f"## {self.title(f'deel-{number}')}", f"{self.text().strip()}{noted}", self.text(), self.text()]
            if noted:
                parts.append(f"[^noot-{number}]: {self.sentence()}")
            if number <= self.size.tables:
                rows = (
                    f"| {self.random.choice(_NOUNS)} {row} | {self.random.randint(1, 999)} |" for row in range(1, 9)
                )
                parts.append("\n".join(["| Waar | Hoeveel |", "|---|---:|", *rows]))
        return "\n\n".join(parts) + "\n"

    def project(self, id: str) -> dict[str, Any]:
        """A project; some have a condition."""
        unsure = {"condition": self.sentence()} if self.random.random() < 0.2 else {}
        return {"id": id, "title": self.title(id), "location": "Gent", "description": self.text()} | unsure

    # --- words -------------------------------------------------------------------------------------

    def period(self, first: int, last: int) -> str:
        """Years of the plan, counted from 0."""
        return str(FIRST_YEAR + first) if first == last else f"{FIRST_YEAR + first}-{FIRST_YEAR + last}"

    def title(self, id: str) -> str:
        """A title that no other has, since it ends with the number of its id."""
        quality, noun, doing = (self.random.choice(words) for words in (_QUALITIES, _NOUNS, _DOINGS))
        number = int(id.rsplit("-", 1)[-1])
        return f"{quality.capitalize()} {noun} {doing} {_roman(number)}"

    def sentence(self, length: int = 9) -> str:
        """A sentence that means nothing."""
        words = [self.random.choice(self.random.choice((_NAMED, _DOINGS, _QUALITIES, _OTHERS))) for _ in range(length)]
        return f"{' '.join(words).capitalize()}."

    def text(self) -> str:
        """Sentences, as many as make up the words of a text."""
        return " ".join(self.sentence(self.random.randint(6, 12)) for _ in range(max(1, self.size.words // 9))) + "\n"

    def some(self, ids: Sequence[str], least: int, most: int) -> list[str]:
        """Some of these, in an order of their own."""
        return self.random.sample(ids, min(len(ids), self.random.randint(least, most)))


def _roman(number: int) -> str:
    """A number as a name has it."""
    signs = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    made = ""
    for value, sign in signs:
        count, number = divmod(number, value)
        made += sign * count
    return made


def add_options(parser: argparse.ArgumentParser) -> None:
    """Let the size and the seed be named on a command line."""
    parser.add_argument("--seed", type=int, default=1)
    for field in fields(Size):
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=int, default=field.default)


def size_in(options: argparse.Namespace) -> Size:
    """The size that a command line names."""
    return Size(**{field.name: getattr(options, field.name) for field in fields(Size)})


def main() -> None:
    """Write a workspace of the size that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    add_options(parser)
    options = parser.parse_args()
    print(write(options.folder, generate(size_in(options), options.seed)))


if __name__ == "__main__":
    main()
