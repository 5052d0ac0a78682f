"""Short videos that people upload: MP4 files whose boxes are read one by one, never decoded.

What is not needed to play a video, as places, names, notes and foreign tracks, is overwritten with
zeros where it stands; the rest keeps its place, so that the tables of the file stay true.
Boxes are those of ISO/IEC 14496-12.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from app.db import db
from app.errors import Invalid
from app.files import StoredFile, write

MAX_BYTES = 10_000_000
MAX_SECONDS = 60
MOST_BOXES, DEEPEST = 2_000, 8
MEDIA_TYPE = "video/mp4"
BRANDS = {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash"}
HOLDS_BOXES = {b"moov", b"trak", b"edts", b"mdia", b"minf", b"dinf", b"stbl"}
DATED = {b"mvhd", b"tkhd", b"mdhd"}  # say when something was filmed
KEPT = DATED | {
    b"ftyp", b"mdat", b"elst", b"hdlr", b"vmhd", b"smhd", b"dref", b"stsd", b"stts", b"ctts",
    b"stss", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"sgpd", b"sbgp", b"sdtp", b"cslg",
}  # fmt: skip
CODECS = {b"vide": {b"avc1", b"avc3", b"vp09", b"av01"}, b"soun": {b"mp4a", b"Opus"}}


class NotAVideoError(Exception):
    """The bytes are not boxes within boxes as they say of themselves."""


@dataclass(frozen=True, slots=True)
class Box:
    """Where a box stands: `at` its first byte, `inner` what it holds, `end` the byte after it."""

    kind: bytes
    at: int
    inner: int
    end: int


@dataclass(slots=True)
class Film:
    """A video whose boxes were read; `body` is cleaned in place."""

    body: bytearray
    seconds: float = 0.0
    width: int = 0
    height: int = 0
    codecs: list[tuple[bytes, bytes]] = field(default_factory=list)
    boxes: int = 0
    handler: bytes = b""  # what the track is for that is being read

    def read(self) -> None:
        """Clean the whole file. Raises NotAVideoError."""
        tops = [box.kind for box in self.walk(0, len(self.body), 0)]
        if tops[:1] != [b"ftyp"] or tops.count(b"moov") != 1 or b"mdat" not in tops:
            raise NotAVideoError
        if bytes(self.body[8:12]) not in BRANDS:
            raise NotAVideoError

    def walk(self, start: int, end: int, depth: int) -> Iterator[Box]:
        """The boxes between two places, each cleaned before it is handed out."""
        at = start
        while at < end:
            box = self.box_at(at, end)
            self.boxes += 1
            if self.boxes > MOST_BOXES or depth > DEEPEST:
                raise NotAVideoError
            self.clean(box, depth)
            yield box
            at = box.end

    def box_at(self, at: int, end: int) -> Box:
        size, kind = self.number(at, 4, end), bytes(self.body[at + 4 : at + 8])
        inner = at + 8
        if size == 1:
            size, inner = self.number(at + 8, 8, end), at + 16
        elif size == 0:
            size = end - at
        if size < inner - at or at + size > end:
            raise NotAVideoError
        return Box(kind, at, inner, at + size)

    def number(self, at: int, many: int, end: int) -> int:
        if at + many > end:
            raise NotAVideoError
        return int.from_bytes(self.body[at : at + many], "big")

    def clean(self, box: Box, depth: int) -> None:
        if box.kind == b"trak":
            self.handler = self.handler_of(box)
        if box.kind == b"trak" and self.handler not in CODECS:
            self.blank(box)
        elif box.kind in HOLDS_BOXES:
            for _each in self.walk(box.inner, box.end, depth + 1):
                pass
        elif box.kind in KEPT:
            self.note(box)
        else:
            self.blank(box)

    def handler_of(self, trak: Box) -> bytes:
        """What a track is for: b"vide", b"soun"; b"" if it does not say."""
        for mdia in self.plain(trak):
            if mdia.kind == b"mdia":
                for inner in self.plain(mdia):
                    if inner.kind == b"hdlr" and inner.end - inner.inner >= 12:
                        return bytes(self.body[inner.inner + 8 : inner.inner + 12])
        return b""

    def plain(self, box: Box) -> Iterator[Box]:
        """The boxes within one, as they are; no more than a film may have."""
        at = box.inner
        for _count in range(MOST_BOXES):
            if at >= box.end:
                return
            inner = self.box_at(at, box.end)
            yield inner
            at = inner.end
        raise NotAVideoError

    def note(self, box: Box) -> None:
        """What a box says that we want to know, or want nobody to know."""
        if box.kind in DATED:
            wide = 8 if self.number(box.inner, 1, box.end) == 1 else 4
            self.zero(box.inner + 4, min(box.end, box.inner + 4 + 2 * wide))
            self.measure(box, wide)
        elif box.kind == b"hdlr":
            self.zero(min(box.end, box.inner + 24), box.end)
        elif box.kind == b"dref":
            self.guard_own_data(box)
        elif box.kind == b"stsd":
            self.codecs.append((self.handler, bytes(self.body[box.inner + 12 : box.inner + 16])))

    def measure(self, box: Box, wide: int) -> None:
        if box.kind == b"mvhd":
            place = box.inner + 4 + 2 * wide
            scale = self.number(place, 4, box.end)
            self.seconds = self.number(place + 4, wide, box.end) / scale if scale else 0.0
        if box.kind == b"tkhd" and box.end - 8 > box.inner:
            width, height = (self.number(box.end - n, 4, box.end) >> 16 for n in (8, 4))
            if width and height:
                self.width, self.height = width, height

    def guard_own_data(self, dref: Box) -> None:
        """All data stands in this file: no box may point to another address."""
        for box in self.plain(Box(dref.kind, dref.at, dref.inner + 8, dref.end)):
            if box.kind != b"url " or self.number(box.inner, 4, box.end) & 1 != 1:
                raise NotAVideoError

    def blank(self, box: Box) -> None:
        self.body[box.at + 4 : box.at + 8] = b"free"
        self.zero(box.inner, box.end)

    def zero(self, start: int, end: int) -> None:
        self.body[start:end] = bytes(max(0, end - start))


def save_video(upload: FileStorage, *, cohort_id: int | None, owner_id: int) -> StoredFile:
    """Keep an uploaded MP4 of at most a minute and 10 MB, or raise Invalid and keep nothing."""
    film = opened(upload.stream.read(MAX_BYTES + 1))
    stored = StoredFile(
        cohort_id=cohort_id, owner_id=owner_id, sha256=write(bytes(film.body)),
        media_type=MEDIA_TYPE, size=len(film.body), width=film.width, height=film.height,
    )  # fmt: skip
    db.session.add(stored)
    db.session.flush()
    return stored


def opened(body: bytes) -> Film:
    """A cleaned video, or Invalid with what to do."""
    if not body:
        raise Invalid(_("没有收到视频"), next_step=_("请重新选择一个视频"))
    if len(body) > MAX_BYTES:
        raise Invalid(_("视频超过 10 MB"), next_step=_("剪短一些，或用较低的清晰度导出"))
    film = Film(bytearray(body))
    try:
        film.read()
    except NotAVideoError as error:
        raise Invalid(
            _("这不是可用的视频文件"), next_step=_("用手机或剪辑软件导出成 MP4（H.264）再上传")
        ) from error
    guard_playable(film)
    return film


def guard_playable(film: Film) -> None:
    handlers = [handler for handler, _codec in film.codecs]
    wrong = [codec for handler, codec in film.codecs if codec not in CODECS.get(handler, set())]
    if wrong or handlers.count(b"vide") != 1 or not film.width:
        raise Invalid(
            _("浏览器放不了这种视频编码"), next_step=_("导出时选“兼容性最好”，也就是 H.264")
        )
    if not 0 < film.seconds <= MAX_SECONDS:
        raise Invalid(
            _("视频要在 %(n)s 秒以内", n=MAX_SECONDS), next_step=_("剪短到 15 到 60 秒再上传")
        )
