"""Goods that a careful trainee writes by hand: attributes, pictures, price, stock, detail."""

# word data: fields of the editor and what is written into them

from seeds.rehearsal.visitor import DeadEnd, Visitor

NEW = "/listings/new"
CATEGORY = "kitchen.cups.mug"
PICTURES = 3


def publish_by_hand(visitor: Visitor) -> None:
    """A first try without a price comes back with its reason; the second goes on sale."""
    page = visitor.open(NEW, {"category_code": CATEGORY})
    said = {
        "title": "手绘粗陶马克杯 400毫升带盖 家用水杯",
        "attribute:材质": "粗陶",
        "attribute:容量": "400",
        "images": [str(key) for key in page.find('//input[@name="images"]/@value')[:PICTURES]],
        "skus-0-cost": "15",
        "skus-0-stock": "30",
        "detail-0-text": "粗陶手绘，带盖，四百毫升，办公室和家里都能用。软布清洗，不进微波炉。",
    }
    back = page.form(r"^/listings/new").submit(said, button="do=publish", expect=422)
    if "L-9" not in back.words():
        raise DeadEnd(f"{back.path}: goods without a price came back without the rule")
    back.form(r"^/listings/new").submit({"skus-0-price": "39.9"}, button="do=publish")
