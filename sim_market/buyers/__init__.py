"""The crowd that shops in the mall: who looks, clicks, buys, receives, reviews and sends back."""
