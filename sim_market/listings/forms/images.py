"""Main pictures as they are chosen, uploaded, cut and put in order."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage, MultiDict

from app import files
from app.db import db
from app.errors import Invalid
from app.fields import line
from app.files import StoredFile, save_image
from sim_market.listings.album import album
from sim_market.listings.squares import Box, Focus, cut
from sim_market.rules.pack import RuleId

ALT = "alt:"
MOST_FILES = 9
LONGEST_ALT = 60


class Keeper:
    """Whose pictures: those of one class and one person, beside those the listing has already."""

    def __init__(self, cohort_id: int, owner_id: int) -> None:
        self.cohort_id, self.owner_id = cohort_id, owner_id

    def keep(self, uploads: Iterable[Any], how: str) -> list[str]:
        """Keep what was uploaded, cut as wished; Invalid names the first that is no picture."""
        real = [each for each in uploads if getattr(each, "filename", "")]
        if len(real) > MOST_FILES:
            raise _refused(_("一次最多传 %(n)s 张图", n=MOST_FILES))
        return [self._keep_one(each, how) for each in real]

    def cut(self, key: str, how: Focus | Box) -> str:
        """A new picture: a square of this one. A picture of somebody else stays as it is."""
        if key not in self.own([key]):
            return key
        stored = db.session.get_one(StoredFile, int(key))
        return self._save(cut(files.read(stored.sha256), how))

    def own(self, keys: Iterable[str]) -> set[str]:
        """Those that are files which this person has uploaded in this class."""
        ids = [int(key) for key in keys if key.isascii() and key.isdecimal() and len(key) < 10]
        if not ids:
            return set()
        mine = sa.select(StoredFile.id).where(
            StoredFile.id.in_(ids),
            StoredFile.cohort_id == self.cohort_id,
            StoredFile.owner_id == self.owner_id,
            StoredFile.media_type.startswith("image/"),
        )
        return {str(key) for key in db.session.scalars(mine)}

    def _keep_one(self, upload: FileStorage, how: str) -> str:
        try:
            stored = save_image(upload, cohort_id=self.cohort_id, owner_id=self.owner_id)
        except Invalid as refusal:
            name = line(upload.filename or "")[-40:]
            raise _refused(f"{name}：{refusal.message}", refusal.next_step) from refusal
        if how not in set(Focus) or stored.width == stored.height:
            return self._first_of(stored)
        return self.cut(str(stored.id), Focus(how))

    def _save(self, body: bytes) -> str:
        again = FileStorage(BytesIO(body), filename="square")
        return self._first_of(save_image(again, cohort_id=self.cohort_id, owner_id=self.owner_id))

    def _first_of(self, stored: StoredFile) -> str:
        """The same content uploaded twice is the same picture, so that it is seen as a repeat."""
        first = sa.select(sa.func.min(StoredFile.id)).where(
            StoredFile.sha256 == stored.sha256,
            StoredFile.cohort_id == self.cohort_id,
            StoredFile.owner_id == self.owner_id,
        )
        return str(db.session.scalar(first) or stored.id)


def allowed(
    keys: Sequence[str], category_code: str, had: Sequence[str], keeper: Keeper
) -> list[str]:
    """What was posted and may stand: of the album, of the listing, own uploads; in its order."""
    known = set(album(category_code, list(had)))
    known |= keeper.own([key for key in keys if key not in known])
    return [key for key in dict.fromkeys(keys) if key in known]


def alts_of(typed: Mapping[str, Any], images: Sequence[str]) -> dict[str, str]:
    """What was written about each picture; nothing of those that were taken out."""
    said = {key: line(str(typed.get(f"{ALT}{key}", "")))[:LONGEST_ALT] for key in images}
    return {key: text for key, text in said.items() if text}


def box_of(typed: "MultiDict[str, str]", key: str) -> Box:
    """The square that was set with the three sliders of a picture."""
    try:
        return Box(*(int(typed.get(f"box-{edge}:{key}", "")) for edge in ("left", "top", "side")))
    except ValueError as wrong:
        raise _refused(_("裁切的位置要在图片里面")) from wrong


def _refused(message: str, next_step: str | None = None) -> Invalid:
    return Invalid(
        message,
        rule=RuleId.MAIN_IMAGES,
        next_step=next_step or _("请换一张图片再传；已填的内容都在"),
        fields={"uploads": message},
    )
