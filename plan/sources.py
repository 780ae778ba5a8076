"""Read the files of a workspace, once, as bytes.

In: the workspace's folder. Out: `Sources`, the bytes of every file that is part of a plan, with a diagnostic for each
file that looks as if it should be and is not; and `decode`, bytes to text. Excerpts for diagnostics come from here.
Knows which names belong in which folder; knows nothing of what a file says.

Nothing outside the workspace is read, and inside it only the folders below: the program's own folders, `build/` and
whatever else lies there are not looked at.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import Final

from plan.controls import CONTROL, control_character, without_controls
from plan.diagnostics import Diagnostic, Severity
from plan.files import TooLarge, is_inside, read_whole
from plan.filings import REGISTER
from plan.ids import is_device, is_id, slug
from plan.messages import Declined, Message, _, _n, system_reason
from plan.places import Place

GOALS: Final = "goals.yaml"
MAX_BYTES: Final = 2_000_000
MAX_FILE_BYTES: Final = 50_000_000
_BOM: Final = b"\xef\xbb\xbf"


def decode(file: str, data: bytes) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """The text of a file, without its byte order mark and with its line ends as they are; None when it is no text.

    A control character is told and becomes a blank: the rest of the text can still be read and keeps its columns.
    """
    if len(data) > MAX_BYTES:
        message = _("this file is too large: more than {limit} MB", limit=MAX_BYTES // 1_000_000)
        hint = _("split it, or move long texts to a .md file beside it")
        return None, (Diagnostic("file-too-large", Place.of_file(file), message, hint=hint),)
    data = data.removeprefix(_BOM)
    if data and not data.strip(b"\0"):
        message = _("there is no text in this file, only zeros")
        hint = _(
            "OneDrive may still be busy: wait until it is done; else take an earlier version back (OneDrive, Version "
            "history)"
        )
        return None, (Diagnostic("unreadable-file", Place.of_file(file), message, hint=hint),)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return None, (_not_utf8(file, data, error.start),)
    return without_controls(text), tuple(_control_characters(file, text))


@dataclass(frozen=True)
class Sources:
    """The bytes of a workspace by their path below `root` (with `/`, in Unicode's NFC), sorted.

    `diagnostics` are about files that are not here, `unread` the paths where they belong: what they hold only seems
    absent. What a file itself says is for `decode` and who reads further. `register` tells what was filed: no source.
    """

    root: Path
    files: Mapping[str, bytes]
    diagnostics: tuple[Diagnostic, ...] = ()
    unread: tuple[str, ...] = ()
    register: bytes = b""

    @property
    def digest(self) -> str:
        """The SHA-256 of all that was read and of all that is told of it: the same as long as nothing changes."""
        digest = sha256(repr((self.diagnostics, self.unread)).encode("utf-8", "surrogatepass"))
        for name, data in (*self.files.items(), (REGISTER, self.register)):
            digest.update(f"{name}\0{len(data)}\0".encode("utf-8", "surrogatepass"))
            digest.update(data)
        return digest.hexdigest()

    def text(self, file: str) -> str | None:
        """The text of a file, None when there is no such file or it is no text."""
        return decode(file, self.files[file])[0] if file in self.files else None

    def line(self, file: str, number: int) -> str:
        """A line as editors count them, without its end; empty when there is none, as in a file that is no text."""
        data = self.files.get(file, b"")
        text = "" if b"\0" in data else data.removeprefix(_BOM).decode(errors="replace")
        lines = text.split("\n")
        return lines[number - 1].removesuffix("\r") if 0 < number <= len(lines) else ""


@dataclass(frozen=True)
class _Folder:
    """What is read in a folder: fixed names, kinds of files whose name is an id, pictures, data, annexes, folders.

    The folder under `*` stands for every folder whose name is an id.
    """

    names: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    folders: Mapping[str, _Folder] = field(default_factory=dict)
    pictures: bool = False
    data: bool = False
    annexes: bool = False

    def has(self, name: str) -> bool:
        """Whether a file of this name is read here."""
        if _NO_TEXT in name:
            return False
        stem, suffix = _split(name)
        if self.pictures:
            return suffix.lower() in (*_PICTURES, *_OTHER_PICTURES)
        if self.annexes:
            return suffix.lower() in _ANNEXES
        if self.data and suffix.lower() in _DATA:
            return True
        return name in self.names or (suffix in self.suffixes and is_id(stem))

    def below(self, name: str) -> _Folder | None:
        """What is read in the folder of this name, None when it is not looked into."""
        return self.folders.get(name) or (self.folders.get("*") if is_id(name) else None)

    def kinds(self) -> tuple[str, ...]:
        """What belongs here, in words for an author."""
        suffixes = self.suffixes + (_PICTURES if self.pictures else ()) + (_DATA if self.data else ())
        suffixes += _ANNEXES if self.annexes else ()
        return (*self.names, *(f"*{suffix}" for suffix in suffixes), *(f"{name}/" for name in self.folders))


_NO_TEXT: Final = "\N{REPLACEMENT CHARACTER}"
_PICTURES: Final = (".png", ".jpg", ".jpeg", ".gif", ".svg")
# Read too, so that a text that shows one hears what to do about it.
_OTHER_PICTURES: Final = (".heic", ".heif", ".avif", ".webp", ".tif", ".tiff", ".bmp", ".emf", ".wmf", ".pdf")
_PICTURE_FOLDER: Final = {"beelden": _Folder(pictures=True)}
_ANNEXES: Final = (".pdf", ".docx", ".xlsx", ".csv", ".odt", ".png", ".jpg", ".jpeg")
_ANNEX_FOLDER: Final = {"bijlagen": _Folder(annexes=True)}
_DATA: Final = (".xlsx", ".csv")
_TABLES: Final = _Folder(suffixes=(".yaml",), data=True)
_INSTITUTE: Final = _Folder(
    names=("institute.yaml", "projects.yaml", "submission.yaml", "stijl.docx"),
    suffixes=(".md",),
    folders={**_PICTURE_FOLDER, **_ANNEX_FOLDER, "tabellen": _TABLES, "reports": _Folder(suffixes=(".yaml",))},
)
_WORKSPACE: Final = _Folder(
    names=(GOALS, "figures.yaml", "names.yaml", "woordenlijst.txt"),
    folders={
        "actions": _Folder(
            suffixes=(".yaml", ".md"),
            folders={**_PICTURE_FOLDER, "*": _Folder(suffixes=(".yaml", ".md"), folders=_PICTURE_FOLDER)},
        ),
        **_PICTURE_FOLDER,
        **_ANNEX_FOLDER,
        "chapters": _Folder(suffixes=(".md",), folders=_PICTURE_FOLDER),
        "frameworks": _Folder(suffixes=(".yaml",)),
        "institutes": _Folder(folders={"*": _INSTITUTE}),
        "rankings": _Folder(suffixes=(".yaml",)),
        "requirements": _Folder(suffixes=(".yaml",)),
        "tables": _TABLES,
        "templates": _Folder(names=("plan.yaml", "stijl.docx"), suffixes=(".md",)),
    },
)

_REPORT: Final = re.compile(r"institutes/[^/]+/reports/[^/]+")

# What systems and programs leave behind, and notes to colleagues.
_LEFT_ALONE: Final = re.compile(
    r"\..*|~(\$|wr).*|.*~|thumbs\.db|desktop\.ini|icon\r?|(readme|leesmij|lees mij)\b.*", re.IGNORECASE
)
_TEXT_SUFFIX: Final = re.compile(r"(\.(?P<yaml>ya?ml)|\.(?:md|markdown))+(\.(txt|bak|old|tmp))?$", re.IGNORECASE)
_IN_ENGLISH: Final = {
    "cijfers.yaml": "figures.yaml",
    "indiening.yaml": "submission.yaml",
    "instituut.yaml": "institute.yaml",
    "namen.yaml": "names.yaml",
    "projecten.yaml": "projects.yaml",
}
# What OneDrive, Dropbox, mail, Windows and macOS put in the name of a second file of the same name.
_COPY: Final = re.compile(
    r"^(kopie|copy) (van|of) | *\([^()]*\b(conflict|kopie|copy)[^()]*\)$|[ .-]+(sync-)?conflict\b.*$"
    r"| *[-(]? *\b((conflicterende |conflicted )?(kopie|copy)|back-?up)\b.*$| *\(\d+\)$",
    re.IGNORECASE,
)
_NOT_IN_WINDOWS: Final = re.compile(r'[<>:"|?*\\]')
_MOST_NAMED: Final = 8
_LONGEST_WORD: Final = 40


def is_source(file: str) -> bool:
    """Whether a file of this path in a workspace (with `/`) is part of the plan."""
    *folders, name = file.split("/")
    kind: _Folder | None = _WORKSPACE
    for folder in folders:
        kind = kind and kind.below(folder)
    return kind is not None and kind.has(name)


def is_report(file: str) -> bool:
    """Whether a file of this path in a workspace tells what became of a plan: no plan is made from it."""
    return _REPORT.fullmatch(file) is not None


def original_of(file: str, files: Collection[str]) -> str | None:
    """The source of which a file, by its path in a workspace, looks like a copy; `files` are the sources there are."""
    folder, sign, name = file.rpartition("/")
    kind: _Folder | None = _WORKSPACE
    for below in folder.split("/") if folder else ():
        kind = kind and kind.below(below)
    if kind is None or kind.has(name):
        return None
    names = {other.rpartition("/")[2] for other in files if other.rpartition("/")[0] == folder}
    right = _right_name(name, names, kind)
    return folder + sign + right if right in names else None


def is_left_alone(name: str) -> bool:
    """Whether a file of this name is nothing to speak of: a note to colleagues, or what systems leave behind."""
    return _LEFT_ALONE.fullmatch(name) is not None


def find_workspace(start: Path) -> Path | None:
    """The nearest folder with a `goals.yaml`, from `start` upward."""
    start = start.resolve()
    return next((folder for folder in (start, *start.parents) if (folder / GOALS).is_file()), None)


def read_sources(root: Path) -> Sources:
    """Read the workspace in the folder `root`; no link is followed out of it."""
    walk = _Walk(root.resolve())
    walk.folder(root, "", _WORKSPACE)
    walk.tell_unused_copies()
    files, unread = dict(sorted(walk.files.items())), tuple(sorted(walk.unread))
    return Sources(root, files, tuple(walk.found), unread, _register(root))


def _register(root: Path) -> bytes:
    """The register of what was filed; nothing where there is none that can be read."""
    path = root / REGISTER
    with suppress(OSError):
        if is_inside(path, root.resolve()):
            return read_whole(path, MAX_FILE_BYTES)
    return b""


class _Walk:
    """One round through the folders of a workspace."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[str, bytes] = {}
        self.found: list[Diagnostic] = []
        self.unread: set[str] = set()
        self.copies: dict[str, str] = {}

    def folder(self, path: Path, prefix: str, kind: _Folder) -> None:
        """Read what belongs in a folder and tell what does not; in the workspace's own folder other files are free."""
        try:
            children = sorted((_shown(child.name), child) for child in path.iterdir())
        except OSError as error:
            self._tell_unreadable(prefix, error)
            return
        names = {name for name, _child in children}
        called: dict[str, Path] = {}
        for name, child in children:
            file = prefix + name
            is_folder = _is_folder(child)
            below = kind.below(name) if is_folder else None
            if below is not None or (not is_folder and kind.has(name)):
                self._judge_name(name, file, called.setdefault(name.casefold(), child) is child)
            if below is not None:
                if self._is_inside(child, file):
                    self.folder(child, f"{file}/", below)
            elif is_folder and (right := _folder_copied(name, names, kind)):
                self._copy_beside(file, *_copied_folder(name, child, right, path / right))
            elif is_folder:
                if not _LEFT_ALONE.fullmatch(name) and (prefix or name.lower() in kind.folders):
                    self._tell(file, *_misplaced_folder(name, kind))
                    if not child.is_symlink():
                        below_it = (_shown(inner.relative_to(child).as_posix()) for inner in child.rglob("*.*"))
                        self.unread |= {f"{prefix}{slug(name) or name}/{inner}" for inner in below_it}
            elif kind.has(name):
                if self._is_inside(child, file):
                    self._read(child, file)
                    if _is_named_by_text(name, kind) and (right := _same_kind_beside(name, names, kind)):
                        self.copies[file] = right
            elif _LEFT_ALONE.fullmatch(name):
                continue
            elif (right := _right_name(name, names, kind)) in kind.names or prefix:
                if right in names:
                    original = next(other for known, other in children if known == right)
                    message, hint = _copy(file, _read_if_possible(child), right, _read_if_possible(original))
                    self._copy_beside(file, message, hint)
                else:
                    self._tell(file, *_misnamed(name, prefix, right, kind))
                self.unread |= {prefix + one for one in _may_be(name, names, kind)}

    def tell_unused_copies(self) -> None:
        """Tell of pictures and data that look like another version of those beside them, where no text names them."""
        texts = [data for file, data in self.files.items() if file.endswith((".yaml", ".md"))] if self.copies else []
        for file, right in self.copies.items():
            name = file.rpartition("/")[2]
            if not any(name.encode() in text for text in texts):
                message = _('"{name}" is not used: it looks like another version of "{right}"', name=name, right=right)
                hint = _('keep the best of the two under the name "{right}" and delete the other', right=right)
                self._copy_beside(file, message, hint)

    def _judge_name(self, name: str, file: str, is_first: bool) -> None:
        """Tell of a name that not every system can give to a file, or not to two of them."""
        if not is_first:
            message = _('to Windows and macOS there are two "{name}" here: only one of them can stay', name=name)
            hint = _("give one of them a name that differs in more than capitals or accents")
        elif is_device(name.partition(".")[0].rstrip().lower()):
            message = _('in Windows nothing can be called "{name}": it is the name of a device', name=name)
            hint = _("give it a longer name; an id is changed everywhere at once by: plan rename")
        elif found := _NOT_IN_WINDOWS.search(name):
            message = _('in Windows no name has the sign {sign} in it, as "{name}" has', sign=found[0], name=name)
            hint = _("give it a name without that sign")
        else:
            return
        self.found.append(Diagnostic("unportable-name", Place.of_file(file), message, Severity.WARNING, hint))

    def _is_inside(self, path: Path, file: str) -> bool:
        inside = is_inside(path, self.root)
        if not inside:
            self.unread.add(file)
            message = _('"{file}" is a link to something outside the folder of the plan and is not read', file=file)
            hint = _("put the file itself here instead of a link to it")
            self.found.append(Diagnostic("link-to-outside", Place.of_file(file), message, hint=hint))
        return inside

    def _read(self, path: Path, file: str) -> None:
        try:
            self.files[file] = read_whole(path, MAX_FILE_BYTES)
        except OSError as error:
            self._tell_unreadable(file, error)

    def _tell_unreadable(self, file: str, error: OSError) -> None:
        self.unread.add(file)
        message = _('"{file}" cannot be read: {reason}', file=file, reason=system_reason(error))
        rule = "file-too-large" if isinstance(error, TooLarge) else "unreadable-file"
        self.found.append(Diagnostic(rule, Place.of_file(file), message, hint=_cure(error)))

    def _copy_beside(self, file: str, message: Message, hint: Message) -> None:
        self.found.append(Diagnostic("copy-beside", Place.of_file(file), message, Severity.WARNING, hint))

    def _tell(self, file: str, message: Message, hint: Message) -> None:
        self.found.append(Diagnostic("file-not-read", Place.of_file(file), message, Severity.WARNING, hint))


def _cure(error: OSError) -> Message:
    """What to do about a file that cannot be read."""
    if isinstance(error, TooLarge):
        return _("make it smaller: save it with smaller pictures, or split it")
    if isinstance(error, Declined):
        return _("delete it, or put the file itself there")
    return _("close other programs that have it open; if it is only in the cloud, download it to this computer")


def _shown(name: str) -> str:
    """A name as all systems write it; where bytes of it are no text, as can be on Linux, a sign for each of them."""
    return re.sub("[\ud800-\udfff]", _NO_TEXT, unicodedata.normalize("NFC", name))


def _is_folder(path: Path) -> bool:
    """Whether it is a folder; what may not even be asked is not, and is told when it is read."""
    with suppress(OSError):
        return path.is_dir()
    return False


def _read_if_possible(path: Path) -> bytes | None:
    with suppress(OSError):
        return read_whole(path, MAX_FILE_BYTES)
    return None


def _copy(file: str, data: bytes | None, right: str, original: bytes | None) -> tuple[Message, Message]:
    """What is told of another version of a file that OneDrive, mail or somebody left beside it."""
    name = file.rpartition("/")[2]
    if data == b"":
        message = _('"{name}" is not read: it looks like a copy of "{right}", and is empty', name=name, right=right)
        return message, _("OneDrive may still be busy: wait until it is done; then delete what is left over")
    if data is None or original is None:
        message = _('"{name}" is not read: it looks like another version of "{right}"', name=name, right=right)
        return message, _("close other programs that have one of them open, and try again")
    ours, theirs = _counted_lines(original), _counted_lines(data)
    if ours == theirs:
        message = _('"{name}" is not read: it is a copy of "{right}" and holds the same', name=name, right=right)
        return message, _('delete "{name}"', name=name)
    if b"\0" in data + original:
        message = _('"{name}" is not read: it looks like another version of "{right}"', name=name, right=right)
        return message, _('keep the best of the two under the name "{right}" and delete the other', right=right)
    message = _n(
        '"{name}" is not read: it looks like another version of "{right}", in which {count} line differs',
        '"{name}" is not read: it looks like another version of "{right}", in which {count} lines differ',
        max((ours - theirs).total(), (theirs - ours).total()) or 1,
        name=name,
        right=right,
    )
    hint = _(
        'see what differs: plan changes "{file}"; type in "{right}" what must stay, and delete the other',
        file=file,
        right=right,
    )
    return message, hint


def _folder_copied(name: str, names: set[str], kind: _Folder) -> str | None:
    """The folder of the plan of which one of this name looks like a copy."""
    original = _COPY.sub("", name) if _COPY.search(name) else re.sub(r" \d$", "", name)
    return next((one for one in (original, slug(name)) if one in names - {name} and kind.below(one)), None)


def _copied_folder(name: str, copy: Path, right: str, original: Path) -> tuple[Message, Message]:
    """What is told of another version of a folder that OneDrive, mail or somebody left beside it."""
    ours, theirs = _contents(original), _contents(copy)
    differing = tuple(sorted(file for file in ours.keys() | theirs.keys() if ours.get(file) != theirs.get(file)))
    if not differing:
        message = _(
            'the folder "{name}" is not read: it is a copy of "{right}" and holds the same', name=name, right=right
        )
        return message, _('delete "{name}"', name=name)
    message = _n(
        'the folder "{name}" is not read: it looks like another version of "{right}", in which {count} file differs',
        'the folder "{name}" is not read: it looks like another version of "{right}", in which {count} files differ',
        len(differing),
        name=name,
        right=right,
    )
    hint = _(
        'compare these with those in "{right}": {files}; type there what must stay, and delete the folder "{name}"',
        right=right,
        files=differing if len(differing) <= _MOST_NAMED else (*differing[:_MOST_NAMED], "…"),
        name=name,
    )
    return message, hint


def _contents(folder: Path) -> dict[str, Counter[bytes]]:
    """What each file below a folder holds; what systems leave behind does not count."""
    files = (path for path in folder.rglob("*") if path.is_file() and not _LEFT_ALONE.fullmatch(path.name))
    inside = (path for path in files if is_inside(path, folder.resolve()))
    return {
        _shown(path.relative_to(folder).as_posix()): _counted_lines(_read_if_possible(path) or b"") for path in inside
    }


def _counted_lines(data: bytes) -> Counter[bytes]:
    """The lines of a file, whatever ends them and whatever blanks stand there."""
    return Counter(line.rstrip() for line in data.removeprefix(_BOM).rstrip().split(b"\n"))


_NAME_IT: Final = _("give it a name of letters and digits: what it has now is no text")


def _misnamed(name: str, prefix: str, right: str | None, kind: _Folder) -> tuple[Message, Message]:
    """What is wrong with a file that is not read, and what to do about it."""
    if right is None and _NO_TEXT not in name:
        message = _('"{name}" is not read: the folder "{folder}" is not for such files', name=name, folder=prefix)
        if name.endswith(".yaml"):
            return message, _("an action belongs in actions/, a framework in frameworks/, a ranking in rankings/")
        return message, _("move it elsewhere; what belongs in this folder: {kinds}", kinds=kind.kinds())
    message = _('"{name}" is not read because of its name', name=name)
    if right is None:
        return message, _NAME_IT
    if name.lower().endswith(".txt"):
        hint = _('call it "{right}" (in Windows first choose View, Show, File name extensions)', right=right)
        return message, hint
    return message, _('call it "{right}"', right=right)


def _misplaced_folder(name: str, kind: _Folder) -> tuple[Message, Message]:
    message = _('nothing in the folder "{name}" is read', name=name)
    right = slug(name)
    if right != name and kind.below(right):
        return message, _('call the folder "{right}"', right=right)
    if _NO_TEXT in name:
        return message, _NAME_IT
    return message, _("move its files; what belongs in this folder: {kinds}", kinds=kind.kinds())


def _may_be(name: str, names: set[str], kind: _Folder) -> tuple[str, ...]:
    """The files that one of another name may be: that of its right name, else any that is not here, else itself."""
    right = _right_name(name, names, kind)
    candidates = (right,) if right else (*kind.names, name) if name.endswith(".yaml") else ()
    return tuple(candidate for candidate in candidates if candidate == name or candidate not in names)


def _right_name(name: str, names: set[str], kind: _Folder) -> str | None:
    """The name under which a file would be read here, None when it is another kind of file."""
    bare = name.rstrip(" .")  # as Windows writes it
    if bare != name and kind.has(bare):
        return bare
    if right := _same_kind_beside(name, names, kind):
        return right
    if _TEXT_SUFFIX.search(name) is None:
        return None
    stem, ending = _split_text(name)
    right = slug(_COPY.sub("", stem)) + ending
    right = _IN_ENGLISH.get(right, right)
    if kind.has(right):
        return right
    return next(iter(get_close_matches(right, kind.names, n=1, cutoff=0.8)), None)


def _is_named_by_text(name: str, kind: _Folder) -> bool:
    """Whether a file that is read is of no use unless a text or a table names it."""
    return kind.pictures or (kind.data and _split(name)[1].lower() in _DATA)


def _same_kind_beside(name: str, names: set[str], kind: _Folder) -> str | None:
    """The file beside one of this name of which that looks like another version."""
    stem, ending = _split_text(name)
    for other in sorted(names - {name}):
        if kind.has(other) and _split(other)[1] == ending and _is_copy(stem, _split(other)[0]):
            return other
    return None


def _is_copy(stem: str, original: str) -> bool:
    """Whether a file of this name looks like another version of one that is there.

    OneDrive names the loser of a conflict after the computer it came from: goals-PC-ILSE.yaml. macOS counts: goals 2.
    """
    beside = rf"{re.escape(original)}(-.*[A-Z].*| \d)"
    return re.fullmatch(beside, stem) is not None or _COPY.sub("", stem) == original


def _split_text(name: str) -> tuple[str, str]:
    """The stem of a name, and the suffix that it would have here if it is that of a text."""
    suffix = _TEXT_SUFFIX.search(name)
    return (name[: suffix.start()], ".yaml" if suffix["yaml"] else ".md") if suffix else _split(name)


def _split(name: str) -> tuple[str, str]:
    stem, dot, suffix = name.rpartition(".")
    return (stem, dot + suffix) if dot else (name, "")


def _not_utf8(file: str, data: bytes, offset: int) -> Diagnostic:
    """The first byte that cannot be UTF-8, with the word it stands in as Windows would read it."""
    hint = _("save it as UTF-8 (in Notepad: File, Save as, Encoding: UTF-8)")
    if b"\0" in data:
        return Diagnostic("not-utf8", Place.of_file(file), _("this file is not plain text in UTF-8"), hint=hint)
    lines = data[:offset].decode().split("\n")
    after = data[offset:].partition(b"\n")[0].decode("cp1252", "replace")
    start, end = (without_controls(text).split(" ") for text in (lines[-1], after))
    word = (start[-1][-_LONGEST_WORD:] + end[0][:_LONGEST_WORD]).strip()
    number, column = len(lines), len(lines[-1]) + 1
    message = _('this file is not saved as UTF-8: see the letters in "{word}"', word=word)
    return Diagnostic("not-utf8", Place(file, number, column, number, column + 1), message, hint=hint)


def _control_characters(file: str, text: str) -> Iterator[Diagnostic]:
    """One finding per line that has any: they come in with pasted text, often many at once."""
    line, begin, seen = 1, 0, 0
    for match in CONTROL.finditer(text):
        line += text.count("\n", begin, match.start())
        begin = match.start()
        if line != seen:
            seen = line
            column = begin - text.rfind("\n", 0, begin)
            yield control_character(Place(file, line, column, line, column + 1), match[0])
