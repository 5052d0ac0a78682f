"""One listing on the desk of its merchant: what it was, and what is typed now."""

from collections.abc import Mapping
from typing import Any

from flask import flash, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.access import viewer
from app.errors import NotFound
from app.identity.viewer import Viewer
from sim_market.listings import queries
from sim_market.listings.forms import ListingForm, form_for, typed
from sim_market.listings.forms.images import ALT, Keeper, allowed, box_of
from sim_market.listings.forms.steps import SKUS, STEPS, Typed, rows_of, with_images
from sim_market.listings.models import Listing
from sim_market.listings.routes.freight import freight_templates
from sim_market.rules.categories import Category, find_category
from sim_market.stores.models import Store


class Desk:
    """One listing on the desk: whose it is, what it was, and what is typed now."""

    def __init__(
        self, who: Viewer, store: Store, category: Category, listing: Listing | None = None
    ) -> None:
        self.who, self.store, self.category, self.listing = who, store, category, listing
        self.keeper = Keeper(store.cohort_id, store.owner_id)
        self.had = [str(key) for key in listing.images] if listing else []
        name = str(listing.id) if listing else f"new-{category.code}"
        self.place = f"c{store.cohort_id}-listing-{name}"[:80]

    @property
    def url(self) -> str:
        if self.listing:
            return url_for("listings.edit", listing_id=self.listing.id)
        return url_for("listings.create", category_code=self.category.code)

    @property
    def is_supplied(self) -> bool:
        """Its variants follow the supply system: their values are not the merchant's to change."""
        return self.listing is not None and any(sku.supplied for sku in self.listing.skus)

    def has_grid(self, said: Typed) -> bool:
        return self.listing is None or bool(rows_of(said, SKUS))

    def kept(self) -> ListingForm:
        """The form as it stands in the database, or empty for a new listing."""
        form = self.made(None, self.data())
        form.alts = dict(self.listing.alts) if self.listing else {}
        return form

    def data(self) -> dict[str, Any]:
        """What the form shows before anything is typed."""
        data = typed(self.listing) if self.listing else {"skus": [{}], "detail": [{}]}
        if self.listing and not self.listing.detail:
            data["detail"] = [{"kind": "text"}]
        alts = self.listing.alts if self.listing else {}
        return data | {f"{ALT}{key}": text for key, text in alts.items()}

    def filled(self, said: Typed) -> ListingForm:
        """The form with what was typed."""
        form = self.made(said, None)
        form.alts = {
            name.removeprefix(ALT): text for name, text in said.items() if name.startswith(ALT)
        }
        return form

    def made(self, said: Typed | None, data: Mapping[str, Any] | None) -> ListingForm:
        return form_for(self.category)(
            formdata=said, data=data, shown=self.had, templates=freight_templates(self.store)
        )

    def posted(self) -> Typed:
        """What was sent, its pictures narrowed to those that may stand."""
        said: Typed = MultiDict(request.form.items(multi=True))
        images = allowed(said.getlist("images"), self.category.code, self.had, self.keeper)
        return with_images(said, images)

    def uploaded(self, said: Typed) -> Typed:
        """With what was uploaded beside it: main pictures, and pictures of blocks."""
        how = said.get("crop", "")
        new = self.keeper.keep(request.files.getlist("uploads"), how)
        for name, upload in request.files.items():
            if name.startswith("detail-") and name.endswith("-upload"):
                for key in self.keeper.keep([upload], ""):
                    said[name.replace("-upload", "-picture")] = key
        repeated = set(new) & set(said.getlist("images")) or len(set(new)) < len(new)
        if repeated:
            flash(_("有一张图已经在里面了，没有重复放"), "warn")
        return with_images(said, [*said.getlist("images"), *new])

    def stepped(self, said: Typed, do: str) -> Typed:
        """After a small button: Invalid if it cannot be done."""
        verb, _colon, what = do.partition(":")
        said = self.uploaded(said)
        if verb != "matrix" or not self.is_supplied:
            said = STEPS[verb](said, what)
        if verb == "image-cut":
            images = said.getlist("images")
            square = self.keeper.cut(what, box_of(said, what))
            said = with_images(said, [square if each == what else each for each in images])
            said[f"{ALT}{square}"] = said.get(f"{ALT}{what}", "")
        return said


def desk_of(listing_id: int) -> Desk:
    who = viewer()
    listing = queries.get_listing(listing_id, seen_by=who)
    category = find_category(listing.category_code)
    if category is None:
        raise NotFound(_("这件商品的类目已经不用了"), next_step=_("请下架后重新发布"))
    return Desk(who, listing.store, category, listing)
