"""Pictures out of the .zip of an import, drawn anew when their listing is done, each once."""

import io
import zipfile
from collections.abc import Sequence

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from app import files
from app.errors import Invalid
from app.identity.models import User
from sim_market.bulk.models import BulkRun
from sim_market.bulk.sheet.pictures import ZIP, unpack
from sim_market.listings.forms.images import Keeper
from sim_market.listings.squares import Focus


class Unpacked:
    """The archive of a run; opened when the first picture is asked for."""

    def __init__(self, run: BulkRun, actor: User) -> None:
        self.sha256 = str(run.said.get("pictures") or "")
        self.keeper = Keeper(run.cohort_id, actor.id)
        self.archive: zipfile.ZipFile | None = None
        self.kept: dict[str, str] = {}

    def keys(self, images: Sequence[str]) -> list[str]:
        """Picture keys for what a content names. Invalid for one that is no picture after all."""
        found = [self._key(each) if each.startswith(ZIP) else each for each in images]
        return list(dict.fromkeys(found))

    def forget(self) -> None:
        """What was kept in a row that failed was undone with it."""
        self.kept = {}

    def _key(self, image: str) -> str:
        if image not in self.kept:
            name = image.removeprefix(ZIP)
            sent = FileStorage(io.BytesIO(unpack(self._opened(), name)), filename=name)
            self.kept[image] = self.keeper.keep([sent], Focus.CENTRE)[0]
        return self.kept[image]

    def _opened(self) -> zipfile.ZipFile:
        if not self.sha256:
            raise Invalid(_("图片包不在了"), next_step=_("连同图片重新上传一次"))
        if self.archive is None:
            self.archive = zipfile.ZipFile(io.BytesIO(files.read(self.sha256)))
        return self.archive
