"""Reviews: what buyers say of goods, service and delivery, and the merchant's reply."""
