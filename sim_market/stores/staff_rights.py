"""What each kind of sub-account may do, in words. The rights themselves are grants of its role."""

from flask_babel import lazy_gettext as _l

from app.identity.models import Role

RIGHTS = {
    Role.STORE_SERVICE: (
        _l("看订单、答复售后、回复评价和买家咨询"),
        _l("不能改商品、发货、看资金"),
    ),
    Role.STORE_WAREHOUSE: (
        _l("看订单、抓单、发货、管备货和库存"),
        _l("不能改商品、答复售后、看资金"),
    ),
    Role.STORE_OPERATOR: (
        _l("选货上架、改商品和价格、批量修改、装修、运费模板、看数据"),
        _l("不能发货、答复售后、看资金"),
    ),
}
