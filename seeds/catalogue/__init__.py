"""The catalogue of suppliers and goods, made from word lists and a seed."""
