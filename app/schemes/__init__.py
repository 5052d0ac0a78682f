"""Training schemes: what a class has to keep to, as data with the article each number is from."""
