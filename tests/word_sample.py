"""A document tree with every node and role in it, as large as a chapter: what the Word tests write."""

from __future__ import annotations

from functools import cache
from io import BytesIO

from PIL import Image

from plan.document import (
    Block,
    Cell,
    CodeBlock,
    Column,
    Contents,
    Document,
    Heading,
    Inline,
    LineBreak,
    Link,
    List,
    ListItem,
    Note,
    Origin,
    PageBreak,
    Paragraph,
    Picture,
    Quote,
    Reference,
    Role,
    Row,
    Run,
    Section,
    Table,
)
from plan.places import Place

PLACE = Place("goals.yaml", 3, 5, 3, 20)
PROSE = (
    "Betaalbaar en degelijk wonen is voor veel gezinnen geen vanzelfsprekendheid. Opbouwwerkers brengen "
    "bewoners samen, maken verborgen noden zichtbaar en leggen oplossingen op de tafel van wie beslist. Zo groeien "
    "oefenplekken uit tot volwaardige voorzieningen, met lokale besturen, verenigingen en diensten als bondgenoten."
)


def said(text: str, role: Role = Role.BODY, key: str = "", part: int = 0) -> Paragraph:
    return Paragraph((Run(text),), role, Origin(key, PLACE, part) if key else None)


def item(*blocks: Block | str) -> ListItem:
    return ListItem(tuple(said(block) if isinstance(block, str) else block for block in blocks))


def note(text: str, name: str = "") -> Note:
    return Note((said(text),), name)


def cells(*texts: str, **looks: object) -> Row:
    return Row(tuple(Cell((Run(text),), **looks) for text in texts))  # type: ignore[arg-type]


@cache
def picture_bytes(kind: str = "PNG", size: tuple[int, int] = (1600, 700)) -> bytes:
    image = Image.new("RGB", size, "#CBE2E6")
    image.paste("#0B5F6F", (size[0] // 8, size[1] // 3, size[0] // 2, size[1] - 40))
    image.paste("#9A3412", (size[0] // 2 + 40, size[1] // 2, size[0] - 200, size[1] - 40))
    buffer = BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


GOALS = (
    (
        "SD1",
        "Grond- en mensenrechten",
        "Wonen",
        ("Kwaliteitsverbetering op de woonmarkt", "Regulering van de woonmarkt"),
    ),
    ("SD1", "Grond- en mensenrechten", "Energie", ("Recht op energie en water", "Sociaal klimaat- en milieubeleid")),
    ("SD1", "Grond- en mensenrechten", "Sociale bescherming", ("Toegankelijke sociale bescherming",)),
    ("SD2", "Samenleven in diversiteit", "", ("Community building in buurten", "Ontmoeting en dialoog", "Taalkansen")),
    (
        "SD3",
        "Vertegenwoordiging",
        "",
        ("Belangenbehartiging", "Participatief beleid", "Media", "Netwerken van onderuit"),
    ),
)


def matrix(actions: int = 20) -> Table:
    """Twelve operational goals under their themes and strategic goals, and as many actions as asked."""
    names = [name for *_, goals in GOALS for name in goals]
    strategic: list[Cell] = [Cell((Run("Strategische actie"),), rows=3, shade="group", header=True)]
    themes: list[Cell] = []
    for code, title, theme, goals in GOALS:
        if theme and strategic[-1].inlines == (Run(f"{code} {title}"),):
            strategic[-1] = Cell(
                strategic[-1].inlines, span=strategic[-1].span + len(goals), shade="group", align="center"
            )
        else:
            strategic.append(
                Cell((Run(f"{code} {title}"),), span=len(goals), rows=1 if theme else 2, shade="group", align="center")
            )
        if theme:
            themes.append(Cell((Run(theme),), span=len(goals), shade="group", align="center"))
    signs = {0: ("●", "certain"), 1: ("○", "possible")}
    return Table(
        columns=(Column(), *(Column("center") for _ in names)),
        header=(
            Row(tuple(strategic)),
            Row(tuple(themes)),
            Row(tuple(Cell((Run(name),), turned=True) for name in names)),
        ),
        rows=tuple(
            Row(
                (
                    Cell(
                        (Reference(f"actie-{number}", (Run(f"SA{number} Actie met een lange naam, in de buurt"),)),),
                        header=True,
                    ),
                    *(
                        Cell((Run(signs[mark][0]),), shade=signs[mark][1]) if mark in signs else Cell(())
                        for mark in ((number * 7 + column * 3) % 5 for column in range(len(names)))
                    ),
                )
            )
            for number in range(1, actions + 1)
        ),
        kind="matrix",
        caption=(Run("Overzichtsschema doelstellingen"),),
        description="Per strategische actie: aan welke operationele doelstellingen ze zeker of mogelijk bijdraagt.",
        anchor="schema",
    )


def sheet(number: int) -> tuple[Block, ...]:
    """An action sheet as compose makes them."""
    key = f"actie-{number}"
    return (
        Heading(
            3, (Run(f"SA{number} Actie {number}: rechten dichtbij"),), anchor=key, origin=Origin(f"{key}.title", PLACE)
        ),
        Table(
            columns=(Column(share=1), Column(share=3)),
            header=(),
            rows=(
                Row((Cell((Run("Timing"),), header=True), Cell((Run("2021-2023"),)))),
                Row(
                    (Cell((Run("Draagt zeker bij"),), header=True), Cell((Reference("od-1", (Run("Woonkwaliteit"),)),)))
                ),
            ),
            kind="facts",
            caption=(Run(f"Kerngegevens van actie {number}"),),
        ),
        said("Maatschappelijke context", Role.LABEL),
        said(PROSE, key=f"{key}.context"),
        said("Korte omschrijving", Role.LABEL),
        said(PROSE, key=f"{key}.description"),
        List(
            (item("bewonersgroepen"), item("lokale besturen"), item("huisvestingsdiensten")),
            origin=Origin(f"{key}.partners", PLACE),
        ),
    )


def lists() -> tuple[Block, ...]:
    deep: List = List((item("niveau zes"),))
    for level in ("vijf", "vier", "drie", "twee", "één"):
        deep = List((item(f"niveau {level}", deep),), ordered=level in ("vier", "twee"))
    return (
        deep,
        List((item("eerst dit", "En nog een alinea bij het eerste punt."), item("dan dat")), ordered=True),
        said("Een lijst daarna telt opnieuw."),
        List((item("opnieuw één"), item("twee", List((item("a"), item("b")), ordered=True))), ordered=True),
        List((item("begint bij vijf"), item("zes")), ordered=True, start=5),
    )


def ranking() -> Table:
    classes = {"class-1": "grootstedelijk", "class-2": "regionaal", "class-3": "landelijk", "class-4": "overige"}
    return Table(
        columns=(Column("right", 1), Column("left", 5), Column("left", 3)),
        header=(cells("Rang", "Gemeente", "Type"),),
        rows=tuple(
            Row(
                (
                    Cell((Run(str(rank)),), header=True),
                    Cell((Run(f"Gemeente {rank}", origin=Origin(f"top-20/gemeente-{rank}.title", PLACE)),)),
                    Cell((Run(classes[shade]),), shade=shade),
                )
            )
            for rank, shade in enumerate([*classes] * 5, 1)
        ),
        caption=(Run("De twintig gemeenten met het hoogste risico"),),
        description="Rangschikking van gemeenten, met per gemeente haar type.",
        anchor="top-20",
        origin=Origin("top-20", PLACE),
    )


def sample(actions: int = 20, sheets: int = 3) -> Document:
    source = note("Bron: Vlaamse Woonraad, jaarverslag 2019, blz. 12.", "wachtlijst")
    rich: tuple[Inline, ...] = (
        *(
            Run("Het plan steunt op "),
            Run("vier", strong=True),
            Run(" en "),
            Run("vijf", emphasis=True),
            Run(" bronnen, "),
        ),
        *(Run("samen", strong=True, emphasis=True), Run(" "), Run("negen", strike=True), Run(", zie ")),
        Link("https://www.vlaanderen.be/statistiek", (Run("de "), Run("Vlaamse", emphasis=True), Run(" statistiek"))),
        *(
            Run(" en "),
            Reference("top-20", (Run("de rangschikking"),)),
            Run(" of "),
            Reference("nergens", (Run("niets"),)),
        ),
        *(Run(", met "), Run("code", code=True), LineBreak(), Run("en 155.000 wachtenden"), source, Run(". ")),
        Run("nog te schrijven: wie dit draagt", to_write=True),
    )
    return Document(
        title="Meerjarenplan 2021-2025",
        author="Samenlevingsopbouw Oost-Vlaanderen vzw",
        language="nl-BE",
        date=(2020, 5, 15),
        subject="Meerjarenplan en subsidieaanvraag",
        draft="Ontwerp",
        properties=(("Instituut", "oost-vlaanderen"), ("Looptijd", "2021-2025")),
        sections=(
            Section(
                (
                    said("Ontwerp", Role.DRAFT),
                    said("Meerjarenplan 2021-2025", Role.TITLE, "plan.title"),
                    said("Samenlevingsopbouw Oost-Vlaanderen vzw", Role.SUBTITLE),
                    said("Ingediend bij de Vlaamse Regering", Role.COVER),
                    said("15 mei 2020", Role.COVER),
                ),
                kind="cover",
            ),
            Section((Contents("Inhoud", depth=3),), kind="front"),
            Section(
                (
                    Heading(1, (Run("Omgevingsanalyse"),), anchor="omgevingsanalyse"),
                    Paragraph(rich, origin=Origin("omgevingsanalyse", PLACE, 0)),
                    said(PROSE),
                    Heading(2, (Run("Wonen"), note("Een noot in een kop."))),
                    Paragraph((Run("Dezelfde bron nog eens"), source, Run("."))),
                    Quote(
                        (said("Zonder huis geen thuis."), said("Een bewoner van Ronse.")),
                        Origin("omgevingsanalyse", PLACE, 2),
                    ),
                    *lists(),
                    CodeBlock("vaste tekst\nvan twee regels"),
                    Picture(
                        *("beelden/kaart.png", picture_bytes(), "Kaart van de provincie met de drie werkingsgebieden"),
                        caption=(Run("Waar we werken"),),
                        anchor="kaart",
                        origin=Origin("kaart", PLACE),
                    ),
                    Picture("beelden/kaart-2.png", picture_bytes(), "Dezelfde kaart, nog eens"),
                    said("Zie de kaart hierboven."),
                    ranking(),
                    said("Bron: Statistiek Vlaanderen, 2019.", Role.SOURCE),
                    ranking(),
                    said("Na een tabel staat wat meer wit."),
                    said("Hier hoort de inzet van personeel, die nog niet is aangeleverd.", Role.GAP),
                    Heading(3, (Run("Een kop van niveau drie"),)),
                    Heading(4, (Run("Een kop van niveau vier"),)),
                    said("Een los bijschrift", Role.CAPTION),
                    said(PROSE),
                )
            ),
            Section(
                (
                    Heading(1, (Run("Doelstellingen"),)),
                    Heading(2, (Run("SD1 Grond- en mensenrechten"),), anchor="sd-1"),
                    said(
                        "Mensen in armoede genieten hun grondrechten, en weten de weg naar wie hen daarbij helpt.",
                        Role.STATEMENT,
                        "grondrechten.statement",
                    ),
                    said("Toelichting", Role.LABEL),
                    said(PROSE, key="grondrechten.explanation"),
                    Heading(3, (Run("OD Woonkwaliteit"),), anchor="od-1"),
                    said("De kwaliteit van huurwoningen verbetert.", Role.STATEMENT),
                    said("Eigenaar: sector. Looptijd: 2021-2025.", Role.FACT),
                )
            ),
            Section(
                (
                    Heading(2, (Run("Overzichtsschema"),)),
                    matrix(actions),
                    said("● draagt zeker bij   ○ draagt mogelijk bij", Role.LEGEND),
                ),
                landscape=True,
            ),
            Section(
                (
                    Heading(2, (Run("Actiefiches"),)),
                    *(block for number in range(1, sheets + 1) for block in sheet(number)),
                    PageBreak(),
                    said("Colofon", Role.LABEL),
                    said("Samenlevingsopbouw Oost-Vlaanderen vzw, Gent", Role.COLOPHON),
                    Paragraph((Run("   "),)),
                    Paragraph(()),
                )
            ),
        ),
    )


HOSTILE = (
    "&<>\"']]> <w:p/> &amp; {{ x }}",
    "emoji 👩‍👩‍👧 🇧🇪 en 𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
    "rechts naar links: שלום עולם، مرحبا",
    "stuurtekens \x00\x01\x0b\x1f\x7f\x85 \ud800 \ufffe einde",
    "Hottentottententententoonstellingsterreinexploitatievergunning" * 6,
    "zacht\u00adkoppelteken en hard\u2011koppelteken, harde\u00a0spatie, regel\neinde\ttab",
    "=1+1",
)


def hostile() -> Document:
    """Every text of the sort that breaks things, in every node."""
    blocks: list[Block] = [Heading(1, (Run("Kop"),))]
    for number, text in enumerate(HOSTILE):
        run = Run(text)
        blocks += [
            Heading(2, (run,), anchor=text, origin=Origin(text, PLACE, number)),
            Paragraph(
                (run, Link(f"https://example.org/{text}", (run,)), Link(text, (run,)), Link("javascript:x", (run,)))
            ),
            Paragraph(
                (
                    Reference(text, (run,)),
                    Reference("", (run,)),
                    Note((), text),
                    Note((said(text),), text),
                    Note((), text),
                )
            ),
            List((ListItem(()), item(text, CodeBlock(text)), item(Quote((said(text),))), item(List((item(text),))))),
            List((item(ranking()), item(PageBreak(), Heading(3, (run,)), said("na"))), ordered=True, start=-3),
            Table(
                columns=(Column("right"),),
                header=(Row((Cell((run,), span=0), Cell((run,), rows=99, turned=True, shade="onbekend"))),),
                rows=(
                    Row((Cell((run, Note((List((item(text),)), CodeBlock(text)))), span=3),)),
                    Row((Cell((), rows=3), Cell((run,)))),
                ),
                caption=(run, note(text)),
                description=text,
                anchor=f"tabel {text}",
                origin=Origin(f"tabel {text}", PLACE),
            ),
            Table(columns=(), header=(), rows=(Row((Cell((run,)),)), Row(()))),
            Picture(text, b"geen beeld", text, anchor="beeld"),
            Picture("x.gif", picture_bytes("GIF", (3, 900)), text, caption=(run,), anchor="beeld"),
        ]
    return Document(
        *(HOSTILE[0], HOSTILE[3], "nl-BE", (1, 1, 1)),
        sections=(
            Section(()),
            Section((PageBreak(), Contents(HOSTILE[3], depth=9), Contents("", depth=0))),
            Section((said(" "), PageBreak()), kind="cover", landscape=True),
            Section(tuple(blocks)),
            Section((ranking(),), kind="cover"),
            Section((ranking(), ranking())),
        ),
        draft=HOSTILE[1],
        subject=HOSTILE[0],
        properties=((HOSTILE[0], HOSTILE[3]), (HOSTILE[0].upper(), ""), ("", "leeg"), (" ", "")),
    )
