"""A replay's result as people read it, and as JSON."""

from collections import Counter
from dataclasses import asdict, fields
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table

from app.money import plain_yuan
from seeds.replay.rows import Reason
from seeds.replay.run import Outcome
from seeds.replay.sums import Sums

WORDS = {
    Reason.UNREADABLE: "读不懂",
    Reason.ADJUSTMENT: "账目调整（A 开头）",
    Reason.NOT_GOODS: "不是商品（邮费、手工项、手续费等）",
    Reason.NO_QUANTITY: "数量为零",
    Reason.NEGATIVE_PRICE: "单价为负",
    Reason.WRITE_OFF: "库存报损（数量为负、单价为零）",
    Reason.FREE: "单价为零（赠品等）",
    Reason.TOO_DEAR: "金额超过规则上限",
    Reason.POSITIVE_CANCELLATION: "取消单上数量为正",
    Reason.NEGATIVE_SALE: "普通单上数量为负",
    Reason.NO_CUSTOMER: "取消单没有客户号，无从对应",
    Reason.NEVER_SOLD: "取消的货在文件里没有卖过给这位客户",
    Reason.OTHER_PRICE: "这位客户买过，但不是这个单价",
    Reason.MORE_THAN_SOLD: "取消的比卖出还没退的多",
    Reason.REFUSED: "被规则拒绝",
}
SHOWN = 20


def tables(outcome: Outcome) -> RenderableType:
    return Group(figures(outcome), countries(outcome), reasons(outcome), *judgement(outcome))


def figures(outcome: Outcome) -> Table:
    sums, played = outcome.sums, outcome.played
    shown = Table(title=f"回放 {outcome.file}", show_header=False)
    for name, value in (
        ("文件行数", f"{sums.lines:,}"),
        ("发票", f"{sums.invoices:,}"),
        ("商品 / 规格（货号 × 单价）", f"{outcome.products:,} / {outcome.skus:,}"),
        ("下单", f"{sums.orders:,} 单, {sums.sale_lines:,} 行, {sums.units_sold:,} 件"),
        ("同一发票同货同价并成一行", f"{played.merged_lines:,} 行"),
        ("退款", f"{played.refunds:,} 笔, {sums.refund_lines:,} 行, {sums.units_refunded:,} 件"),
        ("销售额", plain_yuan(sums.gross_fen)),
        ("退款额", plain_yuan(sums.refunded_fen)),
        ("净额", plain_yuan(sums.net_fen)),
        ("备货上架", f"{outcome.stage_seconds:.1f} 秒"),
        ("回放", f"{outcome.play_seconds:.1f} 秒, 每秒 {outcome.orders_per_second:.1f} 单"),
    ):  # fmt: skip
        shown.add_row(name, value)
    return shown


def countries(outcome: Outcome) -> Table:
    sums = outcome.sums
    shown = Table(title=f"{len(sums.gross_by_country)} 个国家和地区")
    for name in ("国家或地区", "销售额", "退款额", "净额"):
        shown.add_column(name, justify="left" if name == "国家或地区" else "right")
    for country, gross_fen in sums.gross_by_country.most_common():
        refunded_fen = sums.refunded_by_country[country]
        net_fen = gross_fen - refunded_fen
        shown.add_row(country, *map(plain_yuan, (gross_fen, refunded_fen, net_fen)))
    return shown


def reasons(outcome: Outcome) -> Table:
    shown = Table(title="没有回放的行")
    shown.add_column("原因")
    for name in ("行数", "金额"):
        shown.add_column(name, justify="right")
    for reason, (lines, fen) in sorted(outcome.sums.reasons.items(), key=lambda each: -each[1][0]):
        shown.add_row(WORDS[Reason(reason)], f"{lines:,}", plain_yuan(fen))
    return shown


def judgement(outcome: Outcome) -> list[str]:
    broken = {name: wrong for name, wrong in outcome.checks.items() if wrong}
    said = [
        f"{len(outcome.checks)} 项不变量"
        + (f"不成立: {', '.join(broken)}" if broken else "全部成立")
        + f", 日志链头 {outcome.journal_head[:16]}",
        *(f"  {line}" for wrong in broken.values() for line in wrong[:SHOWN]),
    ]
    if outcome.wrong:
        return [*said, f"与文件对不上, {len(outcome.wrong)} 处:", *outcome.wrong[:SHOWN]]
    return [*said, "与文件自己的合计一分不差, 库存和资金守恒"]


def as_json(outcome: Outcome) -> dict[str, Any]:
    """All of it. Money in fen; reported lines one by one, with the reason."""
    sums = {each.name: getattr(outcome.sums, each.name) for each in fields(Sums)}
    sums["reasons"] = {
        reason: {"lines": lines, "fen": fen, "words": WORDS[Reason(reason)]}
        for reason, (lines, fen) in sorted(outcome.sums.reasons.items())
    }
    return {
        "holds": outcome.holds,
        "file": outcome.file,
        **sums,
        "net_fen": outcome.sums.net_fen,
        "reported_fen": outcome.sums.reported_fen,
        "refunds": outcome.played.refunds,
        "merged_lines": outcome.played.merged_lines,
        "products": outcome.products,
        "skus": outcome.skus,
        "names_changed": outcome.names_changed,
        "names_refused": outcome.names_refused,
        "not_goods": dict(
            Counter(o.code for o in outcome.reported if o.reason == Reason.NOT_GOODS).most_common()
        ),
        "reported": [asdict(one) for one in outcome.reported],
        "wrong": outcome.wrong,
        "checks": outcome.checks,
        "journal_head": outcome.journal_head,
        "stage_seconds": round(outcome.stage_seconds, 2),
        "play_seconds": round(outcome.play_seconds, 2),
        "orders_per_second": round(outcome.orders_per_second, 2),
    }
