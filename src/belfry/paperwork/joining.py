"""Join tagged PDFs that Typst wrote from one template into one, tags included.

Typst keeps every page of a document in memory until it is written, 0.3 MB a page; letters are therefore made some
at a time and joined here. This knows only what Typst writes (a plain cross-reference table, one object after the
other, no object streams) and raises ValueError at anything else. ISO 32000-1: 7.5 and 14.7.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

_END: Final = re.compile(rb"(trailer\n<</Size \d+.*)startxref\n(\d+)\n%%EOF\s*\Z", re.DOTALL)
_OFFSET: Final = re.compile(rb"(\d{10}) \d{5} n")
_REFERENCE: Final = re.compile(rb"(\d+) 0 R")
_TAGS_OF_PAGE: Final = re.compile(rb"/StructParents (\d+)")
_STRING_SIGN: Final = re.compile(rb"\\.|[()]", re.DOTALL)
_BLANK: Final = b"<</Type/Page/Resources<<>>/MediaBox[0 0 595.2756 841.8898]/Parent %d 0 R>>"


@dataclass(frozen=True, slots=True)
class _Part:
    """One PDF taken apart: its objects by number, and which of them hold it together."""

    head: bytes
    trailer: bytes
    objects: Mapping[int, bytes]
    pages: int
    tree: int
    # The element of the structure in which all others stand.
    document: int
    # What a whole has only once, those three among them.
    single: frozenset[int]


def _part(pdf: bytes) -> _Part:
    end = _END.search(pdf)
    if end is None or b"/ObjStm" in pdf:
        raise ValueError("not a PDF as Typst writes it")
    trailer, table = end[1], int(end[2])
    starts = [int(offset) for offset in _OFFSET.findall(pdf, table)]
    objects = {
        number: _body(pdf[start:stop], number)
        for number, (start, stop) in enumerate(zip(starts, [*starts[1:], table], strict=True), 1)
    }
    catalogue = _number(trailer, b"/Root")
    pages, tree, metadata = (
        _number(objects[catalogue], name) for name in (b"/Pages", b"/StructTreeRoot", b"/Metadata")
    )
    document = _numbers(_array(objects[tree], b"/K"))[0]
    outlines = _number(objects[catalogue], b"/Outlines")
    if b"/IDTree" in objects[tree] or b"/First" in objects[outlines]:
        raise ValueError("names of tags and bookmarks cannot be joined")
    single = frozenset(
        {catalogue, pages, tree, document, metadata, outlines, _number(trailer, b"/Info")}
    )
    return _Part(pdf[: starts[0]], trailer, objects, pages, tree, document, single)


@dataclass(slots=True)
class _Whole:
    """What is joined so far: the bytes, where each object begins, pages, elements, and who owns a page's marks."""

    first: _Part
    out: bytearray
    offsets: dict[int, int] = field(default_factory=dict)
    kids: list[int] = field(default_factory=list)
    tagged: list[int] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)

    def add(self, part: _Part) -> None:
        """Add a part; it begins on the front of a sheet."""
        if len(self.kids) % 2:
            self.kids.append(self._free())
            self._write(self._free(), _BLANK % self.first.pages)
        numbers = self._numbers_of(part)
        tags_before = len(self.owners)

        def renumbered(text: bytes) -> bytes:
            text = _REFERENCE.sub(lambda one: b"%d 0 R" % numbers[int(one[1])], text)
            return _TAGS_OF_PAGE.sub(
                lambda one: b"/StructParents %d" % (tags_before + int(one[1])), text
            )

        for number, body in part.objects.items():
            if number in {part.pages, part.tree, part.document}:
                # Written at the end, when all is known; the place is kept.
                self.offsets.setdefault(numbers[number], 0)
            elif part is self.first or number not in part.single:
                self._write(numbers[number], _outside_strings(body, renumbered))
        self.kids += self._taken(part, part.pages, b"/Kids", numbers)
        self.tagged += self._taken(part, part.document, b"/K", numbers)
        self.owners += self._taken(part, part.tree, b"/Nums", numbers)

    def _numbers_of(self, part: _Part) -> dict[int, int]:
        """Return for each object of a part its number in the whole."""
        if part is self.first:
            return {number: number for number in part.objects}
        own = [number for number in part.objects if number not in part.single]
        numbers = dict(zip(own, range(self._free(), self._free() + len(own)), strict=True))
        mine = (self.first.pages, self.first.tree, self.first.document)
        return numbers | dict(zip((part.pages, part.tree, part.document), mine, strict=True))

    @staticmethod
    def _taken(part: _Part, number: int, name: bytes, numbers: Mapping[int, int]) -> list[int]:
        return [numbers[one] for one in _numbers(_array(part.objects[number], name))]

    def _free(self) -> int:
        return len(self.offsets) + 1

    def _write(self, number: int, body: bytes) -> None:
        self.offsets[number] = len(self.out)
        self.out += b"%d 0 obj\n%s\nendobj\n" % (number, body)

    def written(self) -> bytes:
        """Return the PDF of all that was added."""
        first, out = self.first, self.out
        tree = _with_array(first.objects[first.tree], b"/K", _references([first.document]))
        owners = b" ".join(b"%d %d 0 R" % pair for pair in enumerate(self.owners))
        next_key = b"/ParentTreeNextKey %d" % len(self.owners)
        tree = re.sub(rb"/ParentTreeNextKey \d+", next_key, _with_array(tree, b"/Nums", owners))
        self._write(first.tree, tree)
        document = first.objects[first.document]
        self._write(first.document, _with_array(document, b"/K", _references(self.tagged)))
        kids = (len(self.kids), _references(self.kids))
        self._write(first.pages, b"<</Type/Pages/Count %d/Kids[%s]>>" % kids)
        table = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f\r\n" % self._free()
        for number in range(1, self._free()):
            out += b"%010d 00000 n\r\n" % self.offsets[number]
        out += re.sub(rb"/Size \d+", b"/Size %d" % self._free(), first.trailer)
        out += b"startxref\n%d\n%%%%EOF" % table
        return bytes(out)


def joined(pdfs: Iterable[bytes]) -> bytes:
    """Return one PDF with the pages of all (at least one), each PDF beginning on the front of a sheet."""
    whole: _Whole | None = None
    for pdf in pdfs:
        part = _part(pdf)
        whole = whole or _Whole(part, bytearray(part.head))
        whole.add(part)
    if whole is None:
        raise ValueError("nothing to join")
    return whole.written()


def _body(text: bytes, number: int) -> bytes:
    start, end = b"%d 0 obj\n" % number, b"\nendobj\n"
    bare = text.strip(b"\n") + b"\n"
    if not (bare.startswith(start) and bare.endswith(end)):
        raise ValueError("objects do not stand one after the other")
    return bare[len(start) : -len(end)]


def _number(text: bytes, name: bytes) -> int:
    found = re.search(name + rb" (\d+) 0 R", text)
    if found is None:
        raise ValueError("something that holds a PDF together is missing")
    return int(found[1])


def _array(text: bytes, name: bytes) -> bytes:
    found = re.search(name + rb"\[([^\[\]]*)\]", text)
    if found is None:
        raise ValueError("something that holds a PDF together is missing")
    return found[1]


def _with_array(text: bytes, name: bytes, inside: bytes) -> bytes:
    return text.replace(name + b"[" + _array(text, name) + b"]", name + b"[" + inside + b"]", 1)


def _numbers(references: bytes) -> list[int]:
    return [int(number) for number in _REFERENCE.findall(references)]


def _references(numbers: Iterable[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def _outside_strings(body: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Return an object changed in its dictionary, but neither in strings nor in a stream."""
    head, stream, rest = body.partition(b"\nstream\n")
    if b"(" not in head:
        return change(head) + stream + rest
    pieces: list[bytes] = []
    depth = begin = 0
    for sign in _STRING_SIGN.finditer(head):
        if sign[0] == b"(":
            if depth == 0:
                pieces.append(change(head[begin : sign.start()]))
                begin = sign.start()
            depth += 1
        elif sign[0] == b")":
            depth -= 1
            if depth == 0:
                pieces.append(head[begin : sign.end()])
                begin = sign.end()
    return b"".join([*pieces, change(head[begin:])]) + stream + rest
