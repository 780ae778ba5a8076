"""The keys of a workspace's files, and their Dutch names.

One table, for reading (either name is accepted) and for the near-miss when a key is mistyped. Field names of
the models that Python keeps for itself end in an underscore (`with_`); authors never see that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

DUTCH: Final[dict[str, tuple[str, ...]]] = {
    "abbreviation": ("afkorting",),
    "abbreviations": ("afkortingen",),
    "about": ("over",),
    "accepts": ("aanvaardt",),
    "action": ("actie",),
    "action_order": ("volgorde_acties",),
    "actions": ("acties",),
    "add": ("voeg_toe",),
    "address": ("adres",),
    "addressee": ("bestemmeling",),
    "after": ("na",),
    "align": ("uitlijning",),
    "also": ("ook",),
    "annexes": ("bijlagen",),
    "answer": ("antwoord",),
    "answers": ("beantwoordt",),
    "answers_version": ("beantwoordt_versie",),
    "approvals": ("goedkeuringen",),
    "approved_by": ("goedgekeurd_door",),
    "approximate": ("ongeveer",),
    "area": ("werkgebied",),
    "as_of": ("stand_van",),
    "ask": ("vraag",),
    "avoid": ("vermijd",),
    "basis": (),
    "before": ("voor",),
    "body": ("orgaan",),
    "budget": ("begroting",),
    "by": ("beoordelaar",),
    "certain": ("zeker",),
    "chapter": ("hoofdstuk",),
    "chapters": ("hoofdstukken",),
    "cites": ("noemt",),
    "city": ("gemeente",),
    "class_": ("klasse",),
    "classes": ("klassen",),
    "code": (),
    "collaboration": ("samenwerking",),
    "column": ("kolom",),
    "columns": ("kolommen",),
    "condition": ("voorwaarde",),
    "context": (),
    "contributes": ("draagt_bij",),
    "coverage": ("dekking",),
    "date": ("datum",),
    "description": ("omschrijving",),
    "drop": ("schrap",),
    "each": ("elke",),
    "email": ("e-mail",),
    "enterprise_number": ("ondernemingsnummer",),
    "explanation": ("toelichting",),
    "fax": (),
    "file": ("bestand",),
    "figure": ("cijfer",),
    "figures": ("cijfers",),
    "filed": ("ingediend_als",),
    "format": ("formaat",),
    "framework": ("kader",),
    "from_actions": ("uit_acties",),
    "fte": ("vte",),
    "full_name": ("volledige_naam",),
    "goal": ("doel",),
    "granted": ("toegekend",),
    "has": ("heeft",),
    "how": ("hoe",),
    "id": (),
    "in_plan": (),
    "indicators": ("indicatoren",),
    "institute": ("instituut",),
    "introduction": ("inleiding",),
    "items": ("onderdelen",),
    "judged": ("beoordeeld",),
    "kind": ("soort",),
    "labels": ("benamingen",),
    "language": ("taal",),
    "legal_basis": ("rechtsgrond",),
    "location": ("locatie",),
    "locations": ("locaties",),
    "matrix": ("overzichtsschema",),
    "measures": ("meet",),
    "minimum_institutes": ("minimum_instituten",),
    "minutes": ("verslag",),
    "move": ("verplaats",),
    "name": ("naam",),
    "note": ("opmerking",),
    "operational_goals": ("operationele_doelstellingen",),
    "optional": ("facultatief",),
    "organisation": ("organisatie",),
    "others": ("andere",),
    "own": ("eigen",),
    "participates": ("neemt_deel",),
    "partners": (),
    "partners_note": ("partners_opmerking",),
    "partners_open": ("partners_onder_meer",),
    "period": ("looptijd",),
    "phone": ("telefoon",),
    "plan": (),
    "planned": ("begroot",),
    "possible": ("mogelijk",),
    "postcode": (),
    "print_waivers": ("druk_laat_over_af",),
    "project": (),
    "projects": ("projecten",),
    "provisional": ("voorlopig",),
    "reached": ("bereikt",),
    "reason": ("reden",),
    "register_": (),
    "replace": ("vervang",),
    "requested_extra": ("extra_gevraagd",),
    "required": ("verplicht",),
    "requirement": ("vereiste",),
    "requirements": ("vereisten",),
    "role": ("rol",),
    "rows": ("rijen",),
    "rule": ("regel",),
    "rules": ("regels",),
    "says": ("zegt",),
    "see": ("zie",),
    "severity": ("ernst",),
    "sheet": ("blad",),
    "short_name": ("korte_naam",),
    "short_title": ("korte_titel",),
    "signatories": ("ondertekenaars",),
    "source": ("bron",),
    "spent": ("besteed",),
    "staff": ("personeel",),
    "statement": ("stelling", "effectzin"),
    "status": (),
    "strategic_goals": ("strategische_doelstellingen",),
    "street": ("straat",),
    "strength": ("sterkte",),
    "target": ("streefcijfer",),
    "template": ("sjabloon",),
    "themes": ("themas", "thema's"),
    "title": ("titel",),
    "to_read": ("te_lezen",),
    "total_of": ("totaal_van",),
    "under": ("onder",),
    "unit": ("eenheid",),
    "use": ("gebruik",),
    "value": ("waarde",),
    "version": ("versie",),
    "waives": ("laat_over", "wijkt_af_van"),
    "website": (),
    "who": ("wie",),
    "with_": ("door",),
    "words": ("woorden",),
    "year": ("jaar",),
}


def written(name: str) -> str:
    """A field's name as authors write it."""
    return name.rstrip("_")


def names_of(name: str) -> tuple[str, ...]:
    """All names by which authors may write a field, the English one first."""
    return (written(name), *DUTCH.get(name, ()))


def key_of(name: str, dutch: bool) -> str:
    """The name of a field to offer an author, the Dutch one where it is wanted and there is one."""
    return next(iter(DUTCH.get(name, ())), written(name)) if dutch else written(name)


def are_dutch(keys: Iterable[str]) -> bool:
    """Whether more of the keys that somebody wrote are Dutch than English, of those that have two names."""
    counts = Counter(keys)
    english = sum(counts[written(name)] for name, dutch in DUTCH.items() if dutch)
    return sum(counts[name] for dutch in DUTCH.values() for name in dutch) > english
