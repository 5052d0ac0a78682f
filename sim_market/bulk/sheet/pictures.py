"""Pictures beside a sheet of goods: a .zip that is looked at before anything in it is believed.

Looking reads only heads of files: whether they are pictures, and how large. They are drawn anew
(`app.files`) when their listing is done, so nothing else that was hidden in them remains.
"""

import io
import unicodedata
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from flask_babel import gettext as _
from PIL import Image

from app.errors import Invalid
from app.files import BROKEN, FORMATS, MAX_BYTES, MAX_PIXELS
from sim_market.rules.pack import RuleId

MOST_BYTES = 30_000_000
MOST_FILES = 3_000
MOST_UNPACKED = 120_000_000
MOST_RATIO = 100
SMALL = 100_000
MOST_NAMED = 5
ZIP = "zip:"
ENDINGS = (".jpg", ".jpeg", ".png", ".webp")


def look_through(body: bytes) -> dict[str, str]:
    """Name as people write it -> name in the archive. Invalid for a bomb, or what is no picture."""
    if len(body) > MOST_BYTES:
        raise _refuse(_("图片包超过 30 MB"), _("压缩图片，或分成几次导入"))
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = [each for each in archive.infolist() if not _passed_over(each.filename)]
            _guard_size(members)
            wrong = [(each.filename, why) for each in members if (why := _problem(archive, each))]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise _refuse(_("图片包打不开：已损坏，或者加了密码"), _("重新打包成 .zip")) from error
    if wrong:
        name, why = wrong[0]
        raise _refuse(
            _(
                "图片包里有 %(n)s 个文件不能用：%(name)s，%(why)s",
                n=len(wrong),
                name=name[-40:],
                why=why,
            ),
            _("只放 JPG、PNG、WebP 图片，去掉别的再打包"),
        )
    return _by_name(members)


def unpack(archive: zipfile.ZipFile, name: str) -> bytes:
    """One picture, no more of it than a picture may have."""
    with archive.open(name) as stream:
        return stream.read(MAX_BYTES + 1)


def key_of(name: str) -> str:
    """'Images/Mug 1.JPG' and 'mug 1.jpg' are the same picture."""
    return unicodedata.normalize("NFKC", PurePosixPath(name.strip()).name).casefold()


def _by_name(members: list[zipfile.ZipInfo]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in members:
        before = found.setdefault(key_of(each.filename), each.filename)
        if before != each.filename:
            raise _refuse(
                _("图片包里有两个“%(name)s”", name=key_of(each.filename)[-40:]),
                _("改成不同的名字，再打包"),
            )
    return found


def _passed_over(name: str) -> bool:
    """Folders, and what the systems of the world put beside pictures."""
    last = PurePosixPath(name).name
    return name.endswith("/") or name.startswith("__MACOSX/") or last in (".DS_Store", "Thumbs.db")


def _guard_size(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_FILES:
        raise _refuse(_("图片包里超过 %(n)s 个文件", n=MOST_FILES), _("分成几次导入"))
    bombs = [
        each for each in members if each.file_size > max(SMALL, each.compress_size * MOST_RATIO)
    ]
    if bombs or sum(each.file_size for each in members) > MOST_UNPACKED:
        raise _refuse(_("图片包展开后大得不正常，没有打开"), _("压缩图片，分成几次导入"))


def _problem(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> str:
    """Why a file cannot be used; "" if it can."""
    return next(_problems(archive, member), "")


def _problems(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[str]:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in member.filename:
        yield _("路径不正常")
    elif path.suffix.casefold() not in ENDINGS:
        yield _("不是 JPG、PNG 或 WebP")
    elif member.file_size > MAX_BYTES:
        yield _("超过 5 MB")
    elif not _is_picture(unpack(archive, member.filename)):
        yield _("不是可用的图片，或尺寸太大")


def _is_picture(body: bytes) -> bool:
    if len(body) > MAX_BYTES:
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(body), formats=FORMATS) as image:
                return 0 < image.width * image.height <= MAX_PIXELS
    except (*BROKEN, Image.DecompressionBombError):
        return False


def _refuse(message: str, next_step: str) -> Invalid:
    return Invalid(
        message, rule=RuleId.MAIN_IMAGES, next_step=next_step, fields={"pictures": message}
    )
