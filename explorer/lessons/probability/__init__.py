"""How likely a sentence is: the product of what each of its tokens is given, by networks and by counting.

Source: lecture 8, the language model as a product of conditional probabilities.
"""
