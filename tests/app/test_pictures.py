"""Uploaded pictures: hostile ones are refused in words, the others lose all but their pixels."""

import struct
import zlib
from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import Image
from werkzeug.datastructures import FileStorage

from app import files
from app.db import db
from app.errors import Invalid
from app.files import StoredFile, save_image
from tests import make

pytestmark = pytest.mark.usefixtures("app")


def saved(image, kind="PNG", **options):
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def upload(body):
    owner = make.user()
    return save_image(FileStorage(BytesIO(body), "x.png"), cohort_id=None, owner_id=owner.id)


def png_that_says_it_is(width, height):
    def chunk(kind, data):
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


FRAMES = [Image.new("RGB", (20, 20), (shade, 0, 0)) for shade in range(0, 250, 50)]
ODD_EXIF = b"Exif\x00\x00MM\x00*\xff\xff\xff\xff"
HOSTILE = {
    "bomb": png_that_says_it_is(50_000, 50_000),
    "large": png_that_says_it_is(9_000, 9_000),
    "cut off": saved(FRAMES[0])[:40],
    "empty": b"",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "gif": saved(FRAMES[0], "GIF"),
    "moving": saved(FRAMES[0], "WEBP", save_all=True, append_images=FRAMES[1:]),
    "page": b"<html><script>alert(1)</script>",
    "heavy": bytes(files.MAX_BYTES + 1),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_the_next_step(name):
    with pytest.raises(Invalid) as refused:
        upload(HOSTILE[name])
    assert refused.value.next_step
    assert db.session.scalars(sa.select(StoredFile)).all() == []


def test_only_the_pixels_of_a_picture_are_kept():
    stored = upload(saved(FRAMES[0]) + b"<script>alert(1)</script>")
    body = files.read(stored.sha256)
    assert b"script" not in body
    assert Image.open(BytesIO(body)).size == (stored.width, stored.height) == (20, 20)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_broken_notes_in_a_picture_go_with_the_rest():
    body = saved(FRAMES[0], "JPEG", exif=ODD_EXIF)
    assert b"Exif" in body
    assert b"Exif" not in files.read(upload(body).sha256)
