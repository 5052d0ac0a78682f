"""Customer service: what buyers ask, how it is answered, and how an answer is judged."""
