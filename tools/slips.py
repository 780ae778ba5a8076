"""Hold the rules against the slips that were found in the plan as printed: how many do they see, and what else?

In: `tests/real_plan/`, the plan as printed, with `slips.yaml`, what its readers found; and the example at the root.
Out, printed: recall per section and kind, the slips that are missed, findings in the printed plan that no slip
explains, and what is found in the example. Knows rules by their names only.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import yaml

from plan.checks.dictionary import Dictionary, dutch_dictionary
from plan.diagnostics import Diagnostic, Severity
from plan.places import Place
from plan.sources import Sources
from plan.workspace import open_workspace

ROOT: Final = Path(__file__).resolve().parent.parent
REAL_PLAN: Final = ROOT / "tests/real_plan"
KINDS: Final = ("M", "T")
_OUTCOMES: Final = frozenset({"reported", "made", "silent", "missed"})


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as a reader meets it: the words at its place, and its message in English."""

    diagnostic: Diagnostic
    text: str
    message: str

    def __str__(self) -> str:
        place = self.diagnostic.place
        return f"{place.file}:{place.line}: {self.diagnostic.severity}: {self.message} [{self.diagnostic.rule}]"


@dataclass(frozen=True, slots=True)
class Sign:
    """What a finding is recognised by; what is empty may be anything."""

    rule: str = ""
    file: str = ""
    text: str = ""
    says: str = ""

    def fits(self, finding: Finding) -> bool:
        """Whether a finding is one of those meant."""
        return (
            self.rule in ("", finding.diagnostic.rule)
            and self.file in ("", finding.diagnostic.place.file)
            and self.text in finding.text
            and self.says in finding.message
        )


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip in the printed plan, and what our program does about it; `slips.yaml` tells what each field means."""

    number: str
    kind: str
    slip: str
    reported: tuple[Sign, ...]
    also: tuple[Sign, ...]
    silent: tuple[Sign, ...]
    made: str
    missed: str
    rest: str

    @property
    def section(self) -> str:
        """The section of the list in which it stands."""
        return self.number[0]

    def is_found(self, findings: Sequence[Finding]) -> bool:
        """Whether all that should be said about it is said; what the program makes itself is found by nobody."""
        if self.silent:
            return not any(sign.fits(finding) for sign in self.silent for finding in findings)
        return bool(self.reported) and not any(self.unseen(findings))

    def unseen(self, findings: Sequence[Finding]) -> Iterator[Sign]:
        """What should be said about it and is not."""
        return (sign for sign in self.reported if not any(map(sign.fits, findings)))


@dataclass(frozen=True, slots=True)
class Recall:
    """How many slips there are, how many of them are found, and how many cannot be made."""

    slips: int
    found: int
    made: int

    @classmethod
    def of(cls, slips: Iterable[Slip], findings: Sequence[Finding]) -> Recall:
        """The recall over some slips."""
        slips = list(slips)
        return cls(len(slips), sum(slip.is_found(findings) for slip in slips), sum(bool(slip.made) for slip in slips))

    @property
    def share(self) -> float:
        """The share that cannot get into a plan unseen."""
        return (self.found + self.made) / self.slips

    def __str__(self) -> str:
        if not self.slips:
            return "-"
        possible = self.slips - self.made
        caught = f"{self.found + self.made}/{self.slips} {self.share:4.0%}"
        return caught if not self.made else f"{caught} ({self.found}/{possible} {self.found / possible:4.0%})"


def read_slips(path: Path = REAL_PLAN / "slips.yaml") -> tuple[tuple[Slip, ...], tuple[Sign, ...]]:
    """The slips in `slips.yaml`, and the signs of what is true and not in the list of slips."""
    table: dict[str, Any] = yaml.load(path.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    unlisted = tuple(_sign(told) for told in table.pop("unlisted"))
    return tuple(_slip(number, told) for number, told in table.items()), unlisted


def _slip(number: str, told: Mapping[str, Any]) -> Slip:
    if len(_OUTCOMES & told.keys()) != 1:
        raise ValueError(f"{number}: a slip is reported, made, silent or missed, and one of these")
    silent = told.get("silent", {"rules": [], "says": []})
    return Slip(
        number,
        told["kind"],
        told["slip"],
        tuple(_sign(sign) for sign in told.get("reported", ())),
        tuple(_sign(sign) for sign in told.get("also", ())),
        tuple(Sign(rule=rule, says=says) for rule in silent["rules"] for says in silent["says"]),
        told.get("made", ""),
        told.get("missed", ""),
        told.get("rest", ""),
    )


def _sign(told: Mapping[str, str]) -> Sign:
    return Sign(**{name: value for name, value in told.items() if name != "why"})


# --- findings --------------------------------------------------------------------------------------


class _WithoutSuggestions(Dictionary):
    """The dictionary as it is, but for suggestions: looking for them takes half a second a word."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary

    def knows(self, word: str) -> bool:
        """Whether a word is Dutch."""
        return self._dictionary.knows(word)

    def suggest(self, _word: str) -> tuple[str, ...]:
        """Nothing."""
        return ()


def findings_in(root: Path, *, spelling: bool) -> tuple[Finding, ...]:
    """All that is found in a workspace, with the words that are in no dictionary where `spelling` asks for them."""
    workspace = open_workspace(root)
    if spelling and (dictionary := dutch_dictionary()):
        workspace = replace(workspace, dictionary=_WithoutSuggestions(dictionary))
    return tuple(
        Finding(found, _text_at(workspace.sources, found.place), found.message.render("en"))
        for found in workspace.findings
    )


def _text_at(sources: Sources, place: Place) -> str:
    """What stands at a place; the whole line where it has no width."""
    lines = [sources.line(place.file, number) for number in range(place.line, place.end_line + 1)]
    if not place.has_width:
        return lines[0]
    lines[-1] = lines[-1][: place.end_column - 1]
    lines[0] = lines[0][place.column - 1 :]
    return "\n".join(lines)


def unexplained(slips: Iterable[Slip], unlisted: Iterable[Sign], findings: Iterable[Finding]) -> list[Finding]:
    """The findings that tell of no slip, nor of anything else that is known to be wrong: false alarms."""
    signs = [*unlisted, *(sign for slip in slips for sign in (*slip.reported, *slip.also))]
    return [finding for finding in findings if not any(sign.fits(finding) for sign in signs)]


# --- the report ------------------------------------------------------------------------------------


def report(slips: Sequence[Slip], unlisted: Sequence[Sign], findings: Sequence[Finding]) -> Iterator[str]:
    """What to tell about the printed plan, line by line."""
    yield "Slips that are caught: found, or impossible to make (in brackets: found, of those that can be made)"
    yield _row("", KINDS)
    for section, ones in groupby(slips, key=lambda slip: slip.section):
        here = list(ones)
        yield _row(section, [_of_kind(here, kind, findings) for kind in KINDS])
    yield _row("all", [_of_kind(slips, kind, findings) for kind in KINDS])
    yield f"Of those that ask a reader (L): {_of_kind(slips, 'L', findings)}"
    yield "\nMissed:"
    for slip in slips:
        if slip.kind in KINDS and not slip.made and not slip.is_found(findings):
            yield f"  {slip.number} ({slip.kind}) {slip.slip}"
            yield from (f"        not told: {_told(sign)}" for sign in slip.unseen(findings))
            if slip.missed:
                yield f"        {slip.missed}"
    yield "\nCaught in part, and counted as caught; not seen is:"
    yield from (f"  {slip.number} ({slip.kind}) {slip.rest}" for slip in slips if slip.rest)
    alarms = unexplained(slips, unlisted, findings)
    yield f"\nFindings that no slip explains: {len(alarms)} of {len(findings)}"
    yield from (f"  {finding}" for finding in alarms)


def _row(name: str, cells: Iterable[str]) -> str:
    return f"  {name:<5}{''.join(f'{cell:<28}' for cell in cells)}".rstrip()


def _of_kind(slips: Iterable[Slip], kind: str, findings: Sequence[Finding]) -> str:
    return str(Recall.of((slip for slip in slips if slip.kind == kind), findings))


def _told(sign: Sign) -> str:
    return " ".join(part for part in (sign.rule, sign.file, sign.text, sign.says) if part)


def report_example(findings: Sequence[Finding]) -> Iterator[str]:
    """What to tell about the example."""
    open_ = [finding for finding in findings if finding.diagnostic.accepted is None]
    counts = Counter(finding.diagnostic.severity for finding in open_)
    told = ", ".join(f"{counts[severity]} {severity}" for severity in Severity)
    yield f"\nFindings in the example: {told}, {len(findings) - len(open_)} accepted"
    yield from (f"  {finding}" for finding in open_ if finding.diagnostic.severity is not Severity.TODO)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.parse_args(arguments)
    slips, unlisted = read_slips()
    for line in (
        *report(slips, unlisted, findings_in(REAL_PLAN, spelling=True)),
        *report_example(findings_in(ROOT, spelling=False)),
    ):
        print(line)


if __name__ == "__main__":
    main()
