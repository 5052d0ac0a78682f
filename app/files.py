"""Pictures that people upload: checked, drawn anew, kept under the hash of their content.

Whatever was hidden in the file that came is gone: only the pixels of an ordinary picture remain.
"""

import hashlib
import os
import secrets
import struct
import warnings
from io import BytesIO
from pathlib import Path

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import FileStorage

from app.db import Model, db
from app.errors import Invalid

MAX_BYTES = 5_000_000
MAX_PIXELS = 40_000_000
MAX_SIDE = 1600
FORMATS = ("JPEG", "PNG", "WEBP")
BROKEN = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    KeyError,
    TypeError,
    struct.error,
    Warning,
)  # fmt: skip - what the readers of pictures raise on a file that is none


class StoredFile(Model):
    """One picture or video (`videos`); the same content uploaded twice is kept once on the disk."""

    __tablename__ = "stored_file"
    __table_args__ = (sa.CheckConstraint("size > 0", name="not_empty"),)

    cohort_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cohort.id"), index=True)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    media_type: Mapped[str] = mapped_column(sa.String(40))
    size: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]

    @property
    def is_video(self) -> bool:
        return self.media_type.startswith("video/")


def save_image(upload: FileStorage, *, cohort_id: int | None, owner_id: int) -> StoredFile:
    """Keep an uploaded picture, or raise Invalid and keep nothing.

    The file is written, synced and renamed before its row exists: a row never lacks its file.
    """
    image = _opened(upload.stream.read(MAX_BYTES + 1))
    media_type, body = _drawn_anew(image)
    name = write(body)
    stored = StoredFile(
        cohort_id=cohort_id, owner_id=owner_id, sha256=name, media_type=media_type,
        size=len(body), width=image.width, height=image.height,
    )  # fmt: skip
    db.session.add(stored)
    db.session.flush()
    return stored


def write(body: bytes) -> str:
    """Keep bytes under their SHA-256: temporary file, fsync, rename. Returns the hash."""
    name = hashlib.sha256(body).hexdigest()
    path = path_of(name)
    if path.exists():
        return name
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{name}.{secrets.token_hex(4)}")
    with half.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
    return name


def path_of(sha256: str) -> Path:
    root = Path(current_app.config["FILES"])
    return root / sha256[:2] / sha256


def read(sha256: str) -> bytes:
    """The bytes kept under a hash; Invalid if they are not what the hash says."""
    path = path_of(sha256)
    body = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(body).hexdigest() != sha256:
        raise Invalid(_("文件丢失或损坏，已停止读取"), next_step=_("请联系平台管理员从备份恢复"))
    return body


def missing() -> list[str]:
    """Rows whose file is not there: a check."""
    rows = db.session.execute(sa.select(StoredFile.id, StoredFile.sha256))
    return [f"stored_file {row.id}: no file" for row in rows if not path_of(row.sha256).exists()]


def _opened(body: bytes) -> Image.Image:
    if not body:
        raise Invalid(_("没有收到文件"), next_step=_("请重新选择一张图片"))
    if len(body) > MAX_BYTES:
        raise Invalid(_("图片超过 5 MB"), next_step=_("请压缩后再上传"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(body), formats=FORMATS)
            if image.width * image.height > MAX_PIXELS:
                raise Invalid(_("图片尺寸太大：最多 4,000 万像素"), next_step=_("请缩小后再上传"))
            if getattr(image, "n_frames", 1) > 1:
                raise Invalid(_("不能用动图"), next_step=_("请换一张静态图片"))
            image.load()
            return ImageOps.exif_transpose(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Invalid(
            _("图片尺寸太大：最多 4,000 万像素"), next_step=_("请缩小后再上传")
        ) from error
    except BROKEN as error:
        raise Invalid(
            _("这不是可用的图片文件"), next_step=_("请上传 JPG、PNG 或 WebP 格式的图片")
        ) from error


def _drawn_anew(upright: Image.Image) -> tuple[str, bytes]:
    upright.thumbnail((MAX_SIDE, MAX_SIDE))
    see_through = "A" in upright.getbands() or "transparency" in upright.info
    fresh = Image.new("RGBA" if see_through else "RGB", upright.size)
    fresh.paste(upright.convert(fresh.mode))
    out = BytesIO()
    fresh.save(out, "PNG" if see_through else "JPEG", **({} if see_through else {"quality": 86}))
    return ("image/png" if see_through else "image/jpeg"), out.getvalue()
