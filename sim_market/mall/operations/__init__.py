"""What a buyer does in the mall; orders, money and stock are changed by the rooms below."""

from sim_market.mall.operations.asking import answer as answer
from sim_market.mall.operations.asking import ask as ask
from sim_market.mall.operations.buying import ask_for_result as ask_for_result
from sim_market.mall.operations.buying import begin_payment as begin_payment
from sim_market.mall.operations.buying import buy_now as buy_now
from sim_market.mall.operations.buying import cancel_order as cancel_order
from sim_market.mall.operations.buying import check_out_cart as check_out_cart
from sim_market.mall.operations.buying import guard_agreed as guard_agreed
from sim_market.mall.operations.buying import guard_buyable as guard_buyable
from sim_market.mall.operations.buying import pay as pay
from sim_market.mall.operations.buying import put_in_cart as put_in_cart
from sim_market.mall.operations.carts import agree as agree
from sim_market.mall.operations.carts import change_spec as change_spec
from sim_market.mall.operations.carts import clear_gone as clear_gone
from sim_market.mall.operations.carts import save_cart as save_cart
from sim_market.mall.operations.coupons import claim_offer as claim_offer
from sim_market.mall.operations.coupons import claim_word as claim_word
from sim_market.mall.operations.keeping import drop as drop
from sim_market.mall.operations.keeping import forget_visit as forget_visit
from sim_market.mall.operations.keeping import forget_visits as forget_visits
from sim_market.mall.operations.keeping import keep as keep
from sim_market.mall.operations.keeping import note_visit as note_visit
