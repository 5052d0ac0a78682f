"""Everything the market writes in the journal."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


class Verb(StrEnum):
    SHOPPER_ENROLLED = "shopper.enrolled"
    STORE_APPLIED = "store.applied"
    STORE_RETURNED = "store.returned"
    STORE_OPENED = "store.opened"
    STORE_CHANGED = "store.changed"
    STORE_DRAFTED = "store.drafted"
    STORE_WITHDRAWN = "store.withdrawn"
    STORE_CLOSED = "store.closed"
    STORE_POLICY_SET = "store.policy_set"
    ADDRESS_CHANGED = "store.address_changed"
    STAFF_HIRED = "store.staff_hired"
    STAFF_CHANGED = "store.staff_changed"
    STORE_DECORATED = "store.decorated"
    STORE_CATEGORY_CHANGED = "store.category_changed"
    FREIGHT_MADE = "freight.made"
    FREIGHT_CHANGED = "freight.changed"
    FREIGHT_DEFAULT = "freight.default"
    FREIGHT_DELETED = "freight.deleted"
    LISTING_CREATED = "listing.created"
    LISTING_CHANGED = "listing.changed"
    LISTING_ON_SALE = "listing.on_sale"
    LISTING_OFF_SALE = "listing.off_sale"
    LISTING_RETURNED = "listing.returned"
    LISTING_SCHEDULED = "listing.scheduled"
    LISTING_UNSCHEDULED = "listing.unscheduled"
    LISTING_FROZEN = "listing.frozen"
    LISTING_UNFROZEN = "listing.unfrozen"
    LISTING_BINNED = "listing.binned"
    LISTING_RESTORED = "listing.restored"
    SPECS_CHANGED = "listing.specs_changed"
    PRICE_CHANGED = "listing.price_changed"
    STOCK_COUNTED = "listing.stock_counted"
    BULK_BEGUN = "bulk.begun"
    BULK_DONE = "bulk.done"
    BULK_UNDONE = "bulk.undone"
    PROMOTION_MADE = "promotion.made"
    PROMOTION_CHANGED = "promotion.changed"
    PROMOTION_STARTED = "promotion.started"
    PROMOTION_PAUSED = "promotion.paused"
    PROMOTION_ENDED = "promotion.ended"
    COUPON_CLAIMED = "promotion.coupon_claimed"
    PAYMENT_TAKEN = "payment.taken"
    PAYMENT_FAILED = "payment.failed"
    PAYMENT_CONFIRMED = "payment.confirmed"
    PAYMENT_GIVEN_BACK = "payment.given_back"
    PAYMENT_WEATHER_SET = "payment.weather_set"
    NOTICE_REFUSED = "payment.notice_refused"
    PAYMENTS_RECONCILED = "payment.reconciled"
    LEVELS_SET = "store.levels_set"
    DEPOSIT_PAID = "presale.deposit_paid"
    DEPOSIT_ENDED = "presale.deposit_ended"
    GROUP_OPENED = "group.opened"
    GROUP_JOINED = "group.joined"
    GROUP_FORMED = "group.formed"
    GROUP_FAILED = "group.failed"
    ORDER_PLACED = "order.placed"
    ORDER_PAID = "order.paid"
    ORDER_CLOSED = "order.closed"
    ORDER_SHIPPED = "order.shipped"
    ORDER_PART_SHIPPED = "order.part_shipped"
    TRACKING_CORRECTED = "order.tracking_corrected"
    ORDER_NOTED = "order.noted"
    ORDER_REMINDED = "order.reminded"
    ORDER_PRICED = "order.price_changed"
    PRICE_PROPOSED = "order.price_proposed"
    PRICE_ANSWERED = "order.price_answered"
    ORDER_READDRESSED = "order.readdressed"
    INVOICE_ASKED = "order.invoice_asked"
    INVOICE_ISSUED = "order.invoice_issued"
    INVOICE_ENDED = "order.invoice_ended"
    ORDER_LATE = "order.late"
    ORDER_DELIVERED = "order.delivered"
    PARCEL_DELIVERED = "order.parcel_delivered"
    ORDER_RECEIVED = "order.received"
    ORDER_COMPLETED = "order.completed"
    REFUND_REQUESTED = "refund.requested"
    REFUND_AGREED = "refund.agreed"
    REFUND_REJECTED = "refund.rejected"
    REFUND_WITHDRAWN = "refund.withdrawn"
    RETURN_AGREED = "refund.return_agreed"
    RETURN_SENT = "refund.sent_back"
    RETURN_INSPECTED = "refund.inspected"
    RETURN_LAPSED = "refund.lapsed"
    REFUND_DISPUTED = "refund.disputed"
    CASE_STATED = "refund.case_stated"
    DISPUTE_DECIDED = "refund.decided"
    EVIDENCE_GIVEN = "refund.evidence_given"
    OFFER_MADE = "refund.offer_made"
    OFFER_ACCEPTED = "refund.offer_accepted"
    OFFER_DECLINED = "refund.offer_declined"
    EXCHANGE_TURNED = "refund.exchange_turned"
    DIFFERENCE_ASKED = "refund.difference_asked"
    GOODS_EXCHANGED = "refund.exchanged"
    REVIEW_WRITTEN = "review.written"
    REVIEW_REPLIED = "review.replied"
    REVIEW_FOLLOWED = "review.followed_up"
    REVIEW_APPEALED = "review.appealed"
    REVIEW_JUDGED = "review.judged"
    QUESTION_ASKED = "question.asked"
    QUESTION_ANSWERED = "question.answered"
    BUYER_ASKED = "service.asked"
    BUYER_ANSWERED = "service.answered"
    BUYER_LEFT = "service.left"
    SERVICE_RATED = "service.rated"
    SERVICE_PREPARED = "service.prepared"
    PROMISE_LOOKED_AT = "service.promise_looked_at"
    TALK_MARKED = "service.marked"
    TALK_FINISHED = "service.finished"
    TALK_HANDED_OVER = "service.handed_over"
    COMPLAINT_MADE = "service.complaint_made"
    COMPLAINT_STATED = "service.complaint_stated"
    COMPLAINT_DECIDED = "service.complaint_decided"
    FUNDS_MOVED = "finance.funds_moved"
    FUNDS_ASKED = "finance.funds_asked"
    FUNDS_GRANTED = "finance.funds_granted"
    FUNDS_REFUSED = "finance.funds_refused"
    SALE_LOST = "market.sale_lost"
    MARKET_EVENT_MADE = "market.event_made"
    MARKET_EVENT_CANCELLED = "market.event_cancelled"
    ADS_CHANGED = "market.ads_changed"
    VIOLATION_FOUND = "violation.found"
    VIOLATION_CURED = "violation.cured"
    VIOLATION_LEARNED = "violation.learned"
    VIOLATION_APPEALED = "violation.appealed"
    APPEAL_DECIDED = "violation.appeal_decided"
    VIOLATION_WAIVED = "violation.waived"
    VIOLATIONS_EXPIRED = "violation.expired"
    PENALTY_BEGUN = "violation.penalty_begun"
    PENALTY_ENDED = "violation.penalty_ended"
    BUYER_COMPENSATED = "violation.buyer_compensated"
    DEPOSIT_TOPPED_UP = "violation.deposit_topped_up"
    CLAIM_PROVEN = "violation.claim_proven"
    CLAIM_REFUSED = "violation.claim_refused"


WORDS: dict[str, LazyString] = {
    Verb.SHOPPER_ENROLLED: _l("领取启动金"),
    Verb.STORE_APPLIED: _l("申请开店"),
    Verb.STORE_RETURNED: _l("开店申请退回"),
    Verb.STORE_OPENED: _l("店铺开张"),
    Verb.STORE_CHANGED: _l("改店铺资料"),
    Verb.STORE_DRAFTED: _l("填开店申请"),
    Verb.STORE_WITHDRAWN: _l("撤回开店申请"),
    Verb.STORE_CLOSED: _l("关店"),
    Verb.STORE_POLICY_SET: _l("改开店审核方式"),
    Verb.ADDRESS_CHANGED: _l("改退货地址"),
    Verb.STAFF_HIRED: _l("新建子账号"),
    Verb.STAFF_CHANGED: _l("改子账号"),
    Verb.STORE_DECORATED: _l("发布店铺装修"),
    Verb.STORE_CATEGORY_CHANGED: _l("改店内分类"),
    Verb.FREIGHT_MADE: _l("新建运费模板"),
    Verb.FREIGHT_CHANGED: _l("改运费模板"),
    Verb.FREIGHT_DEFAULT: _l("设默认运费模板"),
    Verb.FREIGHT_DELETED: _l("删运费模板"),
    Verb.LISTING_CREATED: _l("发布商品"),
    Verb.LISTING_CHANGED: _l("改商品"),
    Verb.LISTING_ON_SALE: _l("商品上架"),
    Verb.LISTING_OFF_SALE: _l("商品下架"),
    Verb.LISTING_RETURNED: _l("商品审核退回"),
    Verb.LISTING_SCHEDULED: _l("定时上架"),
    Verb.LISTING_UNSCHEDULED: _l("取消定时上架"),
    Verb.LISTING_FROZEN: _l("冻结商品"),
    Verb.LISTING_UNFROZEN: _l("解冻商品"),
    Verb.LISTING_BINNED: _l("放进回收站"),
    Verb.LISTING_RESTORED: _l("移出回收站"),
    Verb.SPECS_CHANGED: _l("改规格"),
    Verb.PRICE_CHANGED: _l("改价"),
    Verb.STOCK_COUNTED: _l("改库存"),
    Verb.BULK_BEGUN: _l("开始批量修改"),
    Verb.BULK_DONE: _l("批量修改做完"),
    Verb.BULK_UNDONE: _l("撤销批量修改"),
    Verb.PROMOTION_MADE: _l("新建活动"),
    Verb.PROMOTION_CHANGED: _l("改活动"),
    Verb.PROMOTION_STARTED: _l("开始活动"),
    Verb.PROMOTION_PAUSED: _l("暂停活动"),
    Verb.PROMOTION_ENDED: _l("结束活动"),
    Verb.COUPON_CLAIMED: _l("领券"),
    Verb.LEVELS_SET: _l("设会员门槛"),
    Verb.DEPOSIT_PAID: _l("付定金"),
    Verb.DEPOSIT_ENDED: _l("定金处理"),
    Verb.GROUP_OPENED: _l("开团"),
    Verb.GROUP_JOINED: _l("参团"),
    Verb.GROUP_FORMED: _l("成团"),
    Verb.GROUP_FAILED: _l("拼团失败"),
    "table:promotion": _l("活动"),
    Verb.PAYMENT_TAKEN: _l("支付平台收款"),
    Verb.PAYMENT_FAILED: _l("支付没有付成"),
    Verb.PAYMENT_CONFIRMED: _l("确认付款结果"),
    Verb.PAYMENT_GIVEN_BACK: _l("付款退回钱包"),
    Verb.PAYMENT_WEATHER_SET: _l("改支付通知的天气"),
    Verb.NOTICE_REFUSED: _l("拒绝支付通知"),
    Verb.PAYMENTS_RECONCILED: _l("支付对账"),
    Verb.ORDER_PLACED: _l("下单"),
    Verb.ORDER_PAID: _l("付款"),
    Verb.ORDER_CLOSED: _l("关闭订单"),
    Verb.ORDER_SHIPPED: _l("发货"),
    Verb.ORDER_PART_SHIPPED: _l("部分发货"),
    Verb.TRACKING_CORRECTED: _l("改运单号"),
    Verb.ORDER_NOTED: _l("给订单插旗备注"),
    Verb.ORDER_REMINDED: _l("催办订单"),
    Verb.ORDER_PRICED: _l("改订单价格"),
    Verb.PRICE_PROPOSED: _l("提出改价"),
    Verb.PRICE_ANSWERED: _l("答复改价"),
    Verb.ORDER_READDRESSED: _l("改收货地址"),
    Verb.INVOICE_ASKED: _l("申请发票"),
    Verb.INVOICE_ISSUED: _l("开发票（模拟）"),
    Verb.INVOICE_ENDED: _l("发票作废或撤回"),
    Verb.ORDER_LATE: _l("发货超时"),
    Verb.ORDER_DELIVERED: _l("送达"),
    Verb.PARCEL_DELIVERED: _l("一个包裹送达"),
    Verb.ORDER_RECEIVED: _l("确认收货"),
    Verb.ORDER_COMPLETED: _l("交易完成"),
    Verb.REFUND_REQUESTED: _l("申请退款"),
    Verb.REFUND_AGREED: _l("同意退款"),
    Verb.REFUND_REJECTED: _l("拒绝退款"),
    Verb.REFUND_WITHDRAWN: _l("撤回退款"),
    Verb.RETURN_AGREED: _l("同意退货"),
    Verb.RETURN_SENT: _l("买家寄回"),
    Verb.RETURN_INSPECTED: _l("验收退货"),
    Verb.RETURN_LAPSED: _l("逾期没有寄回"),
    Verb.REFUND_DISPUTED: _l("请平台介入"),
    Verb.CASE_STATED: _l("说明情况"),
    Verb.DISPUTE_DECIDED: _l("平台裁决"),
    Verb.EVIDENCE_GIVEN: _l("提供售后凭据"),
    Verb.OFFER_MADE: _l("提出协商方案"),
    Verb.OFFER_ACCEPTED: _l("同意协商方案"),
    Verb.OFFER_DECLINED: _l("不同意协商方案"),
    Verb.EXCHANGE_TURNED: _l("换货改为退货"),
    Verb.DIFFERENCE_ASKED: _l("等买家补差价"),
    Verb.GOODS_EXCHANGED: _l("换货发新货"),
    Verb.REVIEW_WRITTEN: _l("写评价"),
    Verb.REVIEW_REPLIED: _l("回评价"),
    Verb.REVIEW_FOLLOWED: _l("追加评价"),
    Verb.REVIEW_APPEALED: _l("申诉评价"),
    Verb.REVIEW_JUDGED: _l("裁决评价申诉"),
    Verb.QUESTION_ASKED: _l("提问"),
    Verb.QUESTION_ANSWERED: _l("回答问题"),
    "table:question": _l("问题"),
    "fact:by_store": _l("商家"),
    Verb.BUYER_ASKED: _l("问客服"),
    Verb.BUYER_ANSWERED: _l("答复买家"),
    Verb.BUYER_LEFT: _l("买家等不到答复走了"),
    Verb.SERVICE_RATED: _l("评价客服"),
    Verb.SERVICE_PREPARED: _l("改客服设置"),
    Verb.PROMISE_LOOKED_AT: _l("核对客服的承诺"),
    "fact:kept": _l("做到了"),
    Verb.TALK_MARKED: _l("给对话做标记"),
    Verb.TALK_FINISHED: _l("结束对话"),
    Verb.TALK_HANDED_OVER: _l("转交对话"),
    Verb.COMPLAINT_MADE: _l("投诉店铺"),
    Verb.COMPLAINT_STATED: _l("说明投诉情况"),
    Verb.COMPLAINT_DECIDED: _l("裁决投诉"),
    "table:conversation": _l("客服对话"),
    "table:complaint": _l("投诉"),
    "fact:intent": _l("问的是"),
    "fact:seconds": _l("等了几秒"),
    "fact:stars": _l("满意度"),
    "fact:flag": _l("旗"),
    "fact:what": _l("改了什么"),
    Verb.FUNDS_MOVED: _l("资金变动"),
    Verb.FUNDS_ASKED: _l("请老师拨款"),
    Verb.FUNDS_GRANTED: _l("老师拨款"),
    Verb.FUNDS_REFUSED: _l("没有同意拨款"),
    "table:funds_plea": _l("拨款申请"),
    Verb.SALE_LOST: _l("没买成"),
    Verb.MARKET_EVENT_MADE: _l("安排市场事件"),
    Verb.MARKET_EVENT_CANCELLED: _l("取消市场事件"),
    Verb.ADS_CHANGED: _l("设置推广"),
    "table:market_event": _l("市场事件"),
    "table:ad_plan": _l("推广"),
    "fact:from_day": _l("从第几天"),
    "fact:to_day": _l("到第几天"),
    "fact:budget_fen": _l("日预算"),
    "fact:on": _l("开启"),
    Verb.VIOLATION_FOUND: _l("查到违规"),
    Verb.VIOLATION_CURED: _l("违规已改正"),
    Verb.VIOLATION_LEARNED: _l("答对规则小测"),
    Verb.VIOLATION_APPEALED: _l("申诉违规"),
    Verb.APPEAL_DECIDED: _l("裁决申诉"),
    Verb.VIOLATION_WAIVED: _l("免除违规"),
    Verb.VIOLATIONS_EXPIRED: _l("违规分清零"),
    Verb.PENALTY_BEGUN: _l("处罚开始"),
    Verb.PENALTY_ENDED: _l("处罚结束"),
    Verb.BUYER_COMPENSATED: _l("赔付买家"),
    Verb.DEPOSIT_TOPPED_UP: _l("补缴保证金"),
    Verb.CLAIM_PROVEN: _l("上传凭据"),
    Verb.CLAIM_REFUSED: _l("凭据不通过"),
    "table:violation": _l("违规"),
    "table:violation_penalty": _l("处罚"),
    "table:claim_proof": _l("凭据"),
    "fact:rule": _l("规则"),
    "fact:points": _l("记分"),
    "fact:offence": _l("类别"),
    "fact:node": _l("节点"),
    "fact:about": _l("对象"),
    "fact:granted": _l("同意"),
    "fact:first": _l("首次"),
    "fact:compensation_fen": _l("赔付"),
    "fact:by_rule": _l("系统裁决"),
    "fact:word": _l("用词"),
    "table:store": _l("店铺"),
    "table:store_address": _l("退货地址"),
    "table:store_staff": _l("子账号"),
    "fact:step": _l("步骤"),
    "fact:by_teacher": _l("老师审核"),
    "table:listing": _l("商品"),
    "table:sku": _l("规格"),
    "table:order": _l("订单"),
    "table:refund": _l("退款"),
    "table:review": _l("评价"),
    "table:shopper": _l("买家"),
    "table:planned_purchase": _l("模拟买家的打算"),
    "fact:number": _l("编号"),
    "fact:order": _l("订单"),
    "fact:store": _l("店铺"),
    "fact:listing": _l("商品"),
    "fact:sku": _l("规格"),
    "fact:title": _l("标题"),
    "fact:category": _l("类目"),
    "fact:changes": _l("改动"),
    "fact:after": _l("改后"),
    "fact:available": _l("可售"),
    "fact:quantity": _l("件数"),
    "fact:lines": _l("商品行"),
    "fact:round": _l("第几轮"),
    "fact:rules": _l("规则"),
    "fact:reason": _l("原因"),
    "fact:by_silence": _l("过时未答"),
    "fact:late": _l("超时"),
    "fact:carrier": _l("快递"),
    "fact:tracking_number": _l("运单号"),
    "fact:goods": _l("商品星级"),
    "fact:service": _l("服务星级"),
    "fact:logistics": _l("物流星级"),
    "fact:unit_price_fen": _l("单价"),
    "fact:price_fen": _l("单价"),
    "fact:pay_fen": _l("实付"),
    "fact:amount_fen": _l("金额"),
    "fact:deposit_fen": _l("保证金"),
    "fact:capital_fen": _l("启动资金"),
    "fact:commission_fen": _l("佣金"),
    "fact:kept_fen": _l("结算到账"),
    "fact:from_fen": _l("原价"),
    "fact:to_fen": _l("新价"),
    "fact:to": _l("到"),
    "fact:back_fen": _l("退回"),
    "fact:difference_fen": _l("差价"),
    "fact:offer": _l("方案"),
    "fact:offer_fen": _l("方案金额"),
    "fact:replacement": _l("新货的订单"),
    "fact:instead_of": _l("换货的原订单"),
    "fact:side": _l("哪一方"),
    "fact:pictures": _l("图片数"),
    "fact:part": _l("部分支持"),
    "fact:ground": _l("申诉理由"),
    "fact:upheld": _l("成立"),
}
