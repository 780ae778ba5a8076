"""Fill tables of data with the cells of their files.

In: a `DataTable` as its author described it, and the bytes of the workspace's files. Out: a `FilledTable`, and
diagnostics for whatever keeps it from being printed as its author sees it; they stand in the description, since a
spreadsheet has no lines, and name file and cell.

The rows begin below the first row that holds the heads of all columns asked for, or the first with more than one cell:
above it may stand a title. What Excel hides is not printed.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from plan.diagnostics import Diagnostic, did_you_mean
from plan.messages import Message, _, _n
from plan.model import DATA_FILES, Alignment, DataTable, FilledTable
from plan.places import Place, Text
from plan.spreadsheets import Sheet, SheetCell, UnreadableSheet, cell_name, first_full_row, read_sheet

WIDEST: Final = 12
"""How many columns a page has room for."""

Rows = list[tuple[SheetCell, ...]]


def fill_table(table: DataTable, files: Mapping[str, bytes]) -> tuple[FilledTable | None, tuple[Diagnostic, ...]]:
    """The table with its cells; nothing where its file cannot be read or a column is not there."""
    try:
        sheet = _read(table, files)
        head, columns, class_at = _columns(table, sheet)
    except _Unfillable as unfillable:
        return None, (unfillable.diagnostic,)
    rows = [row for row in sheet.rows[head + 1 :] if any(row[column.at].text for column in columns)]
    found = [] if class_at is None else [row[class_at].text for row in rows]
    first = dict[str, str]()
    for name in filter(None, found):
        first.setdefault(name.casefold(), name)
    classes = _known_classes(table, first)
    filled = FilledTable(
        table,
        heads=tuple(column.head for column in columns),
        aligns=tuple(column.align or _alignment([row[column.at] for row in rows]) for column in columns),
        rows=tuple(tuple(row[column.at].text for column in columns) for row in rows),
        classes=tuple(classes.get(name.casefold()) for name in found) or (None,) * len(rows),
        class_names=tuple(str(one.id) for one in table.classes) or tuple(first.values()),
    )
    return filled, tuple(_faults(table, sheet, head, columns))


class _Unfillable(Exception):
    def __init__(self, rule: str, table: DataTable, place: Place, message: Message, hint: Message | None) -> None:
        super().__init__(message.msgid)
        self.diagnostic = Diagnostic(rule, place, message, hint=hint, subject=str(table.id))


def _read(table: DataTable, files: Mapping[str, bytes]) -> Sheet:
    name = table.file
    if not name.lower().endswith(DATA_FILES):
        message = _('"{file}" is no Excel or CSV file', file=name)
        hint = _("save it from Excel as .xlsx, and write that name here")
        raise _Unfillable("missing-data-file", table, name.place, message, hint)
    folders = (posixpath.dirname(table.place.file), "tables")
    paths = [posixpath.join(folder, name) for folder in folders]
    data = next((files[path] for path in paths if path in files), None)
    if data is None:
        here = [posixpath.basename(file) for file in files if posixpath.dirname(file) in folders]
        hint = did_you_mean(name, here) or _("put the file in {folder}", folder=f"{folders[0]}/")
        raise _Unfillable("missing-data-file", table, name.place, _('there is no file "{file}"', file=name), hint)
    try:
        return read_sheet(name, data, table.sheet)
    except UnreadableSheet as unreadable:
        message = _('the file "{file}" cannot be used: {reason}', file=name, reason=unreadable.message)
        raise _Unfillable("unreadable-data-file", table, name.place, message, unreadable.hint) from unreadable


@dataclass(frozen=True, slots=True)
class _Column:
    """A column to print: where it stands in the file, what it is called on paper, how it lines up if that is said."""

    at: int
    head: Text
    align: Alignment | None = None


def _columns(table: DataTable, sheet: Sheet) -> tuple[int, list[_Column], int | None]:
    """Which row holds the heads, the columns to print, and which column tells the class of each row."""
    asked = [column.column for column in table.columns] + ([table.class_] if table.class_ else [])
    shown = [[SheetCell() if at in sheet.hidden else cell for at, cell in enumerate(row)] for row in sheet.rows]
    names = [[cell.text.casefold() for cell in row] for row in shown]
    full = first_full_row(shown)
    head = max(range(len(names)), key=lambda at: (sum(name.casefold() in names[at] for name in asked), at == full))
    for name in asked:
        if name.casefold() not in names[head]:
            if name.casefold() in [
                row[at].text.casefold() for row in sheet.rows for at in sheet.hidden if at < len(row)
            ]:
                message = _('the column "{column}" of "{file}" is hidden', file=table.file, column=name)
                hint = _("unhide it in Excel, or don't name it here")
                raise _Unfillable("unknown-column", table, name.place, message, hint)
            known = [cell.text for cell in shown[head] if cell.text]
            message = _('the file "{file}" has no column "{column}"', file=table.file, column=name)
            hint = did_you_mean(name, known) or _("its columns are {columns}", columns=tuple(known))
            raise _Unfillable("unknown-column", table, name.place, message, hint)
    class_at = names[head].index(table.class_.casefold()) if table.class_ else None
    if not table.columns:
        place = table.file.place
        every = [_Column(at, Text(cell.text, place)) for at, cell in enumerate(shown[head]) if cell.text]
        if not every:
            message = _('no column of "{file}" can be printed', file=table.file)
            hint = _("type a head above its columns, and unhide them in Excel")
            raise _Unfillable("unprintable-table", table, place, message, hint)
        return head, every, class_at
    columns = [
        _Column(names[head].index(column.column.casefold()), column.title or column.column, column.align)
        for column in table.columns
    ]
    if table.class_ and class_at is not None and class_at not in [column.at for column in columns]:
        columns.append(_Column(class_at, table.class_))  # a class shows in words too, never by its shade alone
    return head, columns, class_at


def _alignment(cells: list[SheetCell]) -> Alignment:
    filled = [cell for cell in cells if cell.text]
    return Alignment.RIGHT if filled and all(cell.is_number for cell in filled) else Alignment.LEFT


def _known_classes(table: DataTable, found: Iterable[str]) -> dict[str, int]:
    """Classes by what cells call them: those that the table names or, when it names none, in the order of the rows."""
    if table.classes:
        return {name.casefold(): at for at, one in enumerate(table.classes) for name in (one.id, one.title)}
    return {name: at for at, name in enumerate(found)}


_HEADLESS: Final = (
    _("its column has no head"),
    _("type a head above it in the file, or name under `columns` the ones to print"),
)


def _faults(table: DataTable, sheet: Sheet, head: int, columns: list[_Column]) -> Iterator[Diagnostic]:
    """What keeps cells from being printed as they are; one finding for each kind, at its first cell."""
    cells: dict[tuple[Message, Message], list[str]] = {}
    printed = {column.at for column in columns}
    for number, row in enumerate(sheet.rows[head:], head):
        for at, cell in enumerate(row):
            if at in printed and cell.fault:
                cells.setdefault(cell.fault, []).append(cell_name(number, at))
            elif at not in printed and not table.columns and at not in sheet.hidden and cell.text:
                cells.setdefault(_HEADLESS, []).append(cell_name(number, at))
    for (fault, hint), names in cells.items():
        yield Diagnostic(
            "unprintable-table",
            table.file.place,
            _n(
                "cell {cell} of {file}: {fault}",
                "cell {cell} of {file}, and {others} more: {fault}",
                len(names),
                cell=names[0],
                others=str(len(names) - 1),
                file=table.file,
                fault=fault,
            ),
            hint=hint,
            subject=str(table.id),
        )
    if len(columns) > WIDEST:
        yield Diagnostic(
            "unprintable-table",
            table.file.place,
            _("this table has {count} columns, and a page has room for {most}", count=len(columns), most=WIDEST),
            hint=_("name under `columns` the ones to print"),
            subject=str(table.id),
        )
