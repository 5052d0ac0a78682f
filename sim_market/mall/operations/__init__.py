"""What a buyer does in the mall; orders, money and stock are changed by the rooms below."""

from sim_market.mall.operations.asking import answer as answer
from sim_market.mall.operations.asking import ask as ask
from sim_market.mall.operations.buying import buy_now as buy_now
from sim_market.mall.operations.buying import cancel_order as cancel_order
from sim_market.mall.operations.buying import check_out_cart as check_out_cart
from sim_market.mall.operations.buying import guard_buyable as guard_buyable
from sim_market.mall.operations.buying import pay_orders as pay_orders
from sim_market.mall.operations.buying import put_in_cart as put_in_cart
from sim_market.mall.operations.buying import set_line as set_line
