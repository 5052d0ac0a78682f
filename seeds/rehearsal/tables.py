"""What a careful trainee does in tables: a file out and in again, all goods at once, the grid."""

# word data: the column that is filled in

import csv
import io

from seeds.rehearsal.visitor import Page, Visitor

CODE, SKU = "商家编码", "SKU编号"
LIMIT = 99  # so many that nobody is turned away


def work_in_tables(visitor: Visitor) -> None:
    """Codes of one's own by file, a limit for all goods at once, and the grid."""
    put_codes_in_by_file(visitor)
    limit_all(visitor)
    type_in_the_grid(visitor)


def put_codes_in_by_file(visitor: Visitor) -> None:
    """Export, write a code of one's own for each SKU, import what the preview found right."""
    visitor.open("/bulk/files")
    sheet = visitor.open("/bulk/export.csv").text.lstrip("\ufeff")
    filled = with_codes(sheet)
    page = visitor.open("/bulk/files").form(r"/bulk/files$")
    confirmed(page.submit({"file": ("goods.csv", filled)}))


def limit_all(visitor: Visitor) -> None:
    """One limit for all goods."""
    page = visitor.open("/bulk", {"deed": "limit"})
    goods = [str(value) for value in page.find('//input[@name="ids"]/@value')]
    confirmed(page.form(r"/bulk/limit$").submit({"ids": goods, "value": LIMIT}))


def type_in_the_grid(visitor: Visitor) -> None:
    """Change one code, look at the difference, do it, and think better of it."""
    page = visitor.open("/bulk/grid")
    name = str(page.find('//input[@data-col="code"]/@name')[0])
    preview = page.form(r"/bulk/grid").submit({name: "GRID-1"}, button="do=preview")
    confirmed(preview).form(r"/undo$").submit()


def confirmed(page: Page) -> Page:
    """Yes, do it, until nothing is left to do."""
    page = page.form(r"/begin$").submit()
    while page.forms(r"/work$"):
        page = page.form(r"/work$").submit()
    return page


def with_codes(sheet: str) -> bytes:
    """The file with the SKU's own number as the merchant's code."""
    head, *rows = list(csv.reader(io.StringIO(sheet)))
    code, sku = head.index(CODE), head.index(SKU)
    for row in rows:
        row[code] = f"M-{row[sku]}"
    out = io.StringIO(newline="")
    csv.writer(out).writerows([head, *rows])
    return out.getvalue().encode()
