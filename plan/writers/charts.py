"""A chart as Word keeps it: a part that draws it, and the workbook with its numbers.

In: a `Chart`. Out: the root element of the chart's part (DrawingML, ECMA-376 part 1, 21.2), and the bytes of the
workbook that opens when somebody edits the numbers in Word; the same for the same chart. Knows no goals.

Colours are those of the theme, so that a chart follows the brand. Columns differ by fill as well as by colour and say
their number, for who prints in black and white or does not tell colours apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Final

from lxml import etree
from lxml.etree import SubElement, _Element

from plan.document import Chart
from plan.writers.ooxml import NAMESPACES, clean

_C: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A: Final = NAMESPACES["a"]
_R: Final = NAMESPACES["r"]
_SHEET: Final = "Grafiek"
_SIZE: Final = 900  # of the letters, in hundredths of a point
_CATEGORIES, _VALUES = "1001", "1002"  # names of the axes, for one another


def chart_part(chart: Chart, language: str, workbook: str) -> _Element:
    """The part that draws a chart; `workbook` is the relationship to its workbook."""
    root = etree.Element(f"{{{_C}}}chartSpace", nsmap={"c": _C, "a": _A, "r": _R})
    _add(root, "date1904", 0)
    _add(root, "lang", language)
    _add(root, "roundedCorners", 0)
    drawn = _add(root, "chart")
    _add(drawn, "autoTitleDeleted", 1)  # the caption is its title
    area = _add(drawn, "plotArea")
    _add(area, "layout")
    bars = _add(area, "barChart")
    _add(bars, "barDir", "col")
    _add(bars, "grouping", "stacked")
    _add(bars, "varyColors", 0)
    for number, series in enumerate(chart.series):
        if any(series.values):  # the others keep their fill, the same in each document
            _series(bars, chart, number)
    _add(bars, "gapWidth", 45)
    _add(bars, "overlap", 100)
    for axis in (_CATEGORIES, _VALUES):
        _add(bars, "axId", axis)
    _category_axis(area, grouped=bool(chart.groups))
    _value_axis(area, chart.unit)
    legend = _add(drawn, "legend")
    _add(legend, "legendPos", "b")
    _add(legend, "overlay", 0)
    _add(drawn, "plotVisOnly", 1)
    _add(drawn, "dispBlanksAs", "gap")
    shape = _add(root, "spPr")
    _draw(shape, "noFill")
    _draw(_draw(shape, "ln"), "noFill")
    _letters(root)
    data = SubElement(root, f"{{{_C}}}externalData", {f"{{{_R}}}id": workbook})
    _add(data, "autoUpdate", 0)
    return root


def workbook(chart: Chart, made: tuple[int, int, int]) -> bytes:
    """The numbers of a chart as an Excel workbook, as if made on a day."""
    import xlsxwriter  # only documents with charts need it

    buffer = BytesIO()
    # Text stays text, whatever it begins with.
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, plain) as book:
        book.set_properties({"created": datetime(*made)})  # noqa: DTZ001 - a day, not a moment
        sheet = book.add_worksheet(_SHEET)
        for column, head in enumerate((*chart.heads, *(series.name for series in chart.series))):
            sheet.write_string(0, column, clean(head))
        for row, names in enumerate(chart.rows, 1):
            for column, name in enumerate(names):
                if name:
                    sheet.write_string(row, column, clean(name))
        for column, series in enumerate(chart.series, len(chart.heads)):
            for row, value in enumerate(series.values, 1):
                sheet.write_number(row, column, float(value))
    return buffer.getvalue()


# --- columns ---------------------------------------------------------------------------------------


def _series(parent: _Element, chart: Chart, number: int) -> None:
    series = chart.series[number]
    element = _add(parent, "ser")
    _add(element, "idx", number)
    _add(element, "order", number)
    column, last = len(chart.heads) + number, len(chart.categories) + 1
    _strings(_add(element, "tx"), "strRef", _cells(column, 1, column, 1), [series.name])
    _fill(_add(element, "spPr"), number)
    _add(element, "invertIfNegative", 0)
    _labels(element, series.values, number)
    categories = _add(element, "cat")
    if chart.groups:
        _levels(categories, chart, last)
    else:
        _strings(categories, "strRef", _cells(0, 2, 0, last), chart.categories)
    values = _add(_add(element, "val"), "numRef")
    _text(values, "f", _cells(column, 2, column, last))
    cache = _add(values, "numCache")
    _text(cache, "formatCode", "General")
    _add(cache, "ptCount", len(series.values))
    for at, value in enumerate(series.values):
        _text(SubElement(cache, f"{{{_C}}}pt", {"idx": str(at)}), "v", f"{value:f}")


def _fill(shape: _Element, number: int) -> None:
    """Full, striped, empty and dotted: what differs in grey too."""
    match number % 4:
        case 0:
            _colour(_draw(shape, "solidFill"), "accent1")
        case 2:
            _colour(_draw(shape, "solidFill"), "bg1")
        case striped:
            pattern = _draw(shape, "pattFill", prst="wdUpDiag" if striped == 1 else "pct25")
            _colour(_draw(pattern, "fgClr"), "accent1")
            _colour(_draw(pattern, "bgClr"), "bg1")
    _colour(_draw(_draw(shape, "ln", w="9525"), "solidFill"), "accent1")


def _labels(parent: _Element, values: Iterable[Decimal], number: int) -> None:
    """The number in each column, white in a full one, else on white, which keeps stripes away; none where it is 0."""
    full = number % 4 == 0
    decimals = max((-int(value.as_tuple().exponent) for value in values), default=0)
    labels = _add(parent, "dLbls")
    code = "#,##0" + (f".{'0' * decimals}" if decimals > 0 else "")
    SubElement(labels, f"{{{_C}}}numFmt", {"formatCode": f"[$-813]{code};;", "sourceLinked": "0"})
    shape = _add(labels, "spPr")
    if full:
        _draw(shape, "noFill")
    else:
        _colour(_draw(shape, "solidFill"), "bg1")
    _draw(_draw(shape, "ln"), "noFill")
    _letters(labels, "bg1" if full else "tx1", bold=full)
    for name, shown in (
        ("showLegendKey", 0),
        ("showVal", 1),
        ("showCatName", 0),
        ("showSerName", 0),
        ("showPercent", 0),
        ("showBubbleSize", 0),
    ):
        _add(labels, name, shown)


def _levels(parent: _Element, chart: Chart, last: int) -> None:
    reference = _add(parent, "multiLvlStrRef")
    _text(reference, "f", _cells(0, 2, 1, last))
    cache = _add(reference, "multiLvlStrCache")
    _add(cache, "ptCount", len(chart.categories))
    inner, outer = _add(cache, "lvl"), _add(cache, "lvl")
    for at, (group, category) in enumerate(chart.rows):
        for level, name in ((inner, category), (outer, group)):
            if name:
                _text(SubElement(level, f"{{{_C}}}pt", {"idx": str(at)}), "v", clean(name))


def _strings(parent: _Element, kind: str, cells: str, texts: Iterable[str]) -> None:
    reference = _add(parent, kind)
    _text(reference, "f", cells)
    cache = _add(reference, "strCache")
    known = list(texts)
    _add(cache, "ptCount", len(known))
    for at, text in enumerate(known):
        _text(SubElement(cache, f"{{{_C}}}pt", {"idx": str(at)}), "v", clean(text))


def _cells(left: int, top: int, right: int, bottom: int) -> str:
    first, last = (f"${chr(ord('A') + column)}${row}" for column, row in ((left, top), (right, bottom)))
    return f"{_SHEET}!{first}" + ("" if first == last else f":{last}")


# --- axes ------------------------------------------------------------------------------------------


def _category_axis(area: _Element, grouped: bool) -> None:
    axis = _axis(area, "catAx", _CATEGORIES, "b")
    _line(axis)
    _add(axis, "crossAx", _VALUES)
    _add(axis, "crosses", "autoZero")
    _add(axis, "auto", 0 if grouped else 1)
    _add(axis, "lblAlgn", "ctr")
    _add(axis, "lblOffset", 100)
    _add(axis, "noMultiLvlLbl", 0)


def _value_axis(area: _Element, unit: str) -> None:
    axis = _axis(area, "valAx", _VALUES, "l", unit)
    _line(axis, seen=False)
    _add(axis, "crossAx", _CATEGORIES)
    _add(axis, "crosses", "autoZero")
    _add(axis, "crossBetween", "between")


def _axis(area: _Element, kind: str, number: str, side: str, title: str = "") -> _Element:
    axis = _add(area, kind)
    _add(axis, "axId", number)
    _add(_add(axis, "scaling"), "orientation", "minMax")
    _add(axis, "delete", 0)
    _add(axis, "axPos", side)
    if kind == "valAx":
        grid = _draw(_add(_add(axis, "majorGridlines"), "spPr"), "ln", w="6350")
        colour = _colour(_draw(grid, "solidFill"), "tx1")
        for change, part in (("lumMod", "15000"), ("lumOff", "85000")):
            _draw(colour, change, val=part)
    if title:
        element = _add(axis, "title")
        rich = _add(_add(element, "tx"), "rich")
        _draw(rich, "bodyPr", rot="-5400000", vert="horz")
        line = _draw(rich, "p")
        _letter_properties(_draw(_draw(line, "pPr"), "defRPr"))
        run = _draw(line, "r")
        _letter_properties(_draw(run, "rPr"))
        _draw(run, "t").text = clean(title)
        _add(element, "overlay", 0)
    SubElement(axis, f"{{{_C}}}numFmt", {"formatCode": "General", "sourceLinked": "0"})
    for name, value in (("majorTickMark", "none"), ("minorTickMark", "none"), ("tickLblPos", "nextTo")):
        _add(axis, name, value)
    return axis


def _line(axis: _Element, seen: bool = True) -> None:
    line = _draw(_add(axis, "spPr"), "ln", w="9525")
    if seen:
        _colour(_draw(line, "solidFill"), "tx1")
    else:
        _draw(line, "noFill")
    _letters(axis)


# --- elements --------------------------------------------------------------------------------------


def _add(parent: _Element, name: str, value: str | int | None = None) -> _Element:
    return SubElement(parent, f"{{{_C}}}{name}", {} if value is None else {"val": str(value)})


def _text(parent: _Element, name: str, text: str) -> None:
    SubElement(parent, f"{{{_C}}}{name}").text = text


def _draw(parent: _Element, name: str, /, **attributes: str) -> _Element:
    return SubElement(parent, f"{{{_A}}}{name}", attributes)


def _colour(parent: _Element, name: str) -> _Element:
    return _draw(parent, "schemeClr", val=name)


def _letters(parent: _Element, colour: str = "tx1", *, bold: bool = False) -> None:
    """The letters of what is below, in the theme's own font."""
    body = _add(parent, "txPr")
    _draw(body, "bodyPr")
    _draw(body, "lstStyle")
    line = _draw(body, "p")
    _letter_properties(_draw(_draw(line, "pPr"), "defRPr"), colour, bold=bold)
    _draw(line, "endParaRPr")


def _letter_properties(properties: _Element, colour: str = "tx1", *, bold: bool = False) -> None:
    properties.attrib.update({"sz": str(_SIZE), "b": str(int(bold))})
    _colour(_draw(properties, "solidFill"), colour)
    _draw(properties, "latin", typeface="+mn-lt")
