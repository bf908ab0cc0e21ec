"""The 25 checks; each function takes a `Book` and yields the problems it finds, or why it cannot tell."""
