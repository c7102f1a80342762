"""Why the RNN forgets: how an error flows back through fresh networks and learning ones.

Source: lecture 8, vanishing gradients; R. Pascanu, T. Mikolov and Y. Bengio, arXiv:1211.5063, 2013 (the bound).
"""
