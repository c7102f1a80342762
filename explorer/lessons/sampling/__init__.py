"""Networks that write: at every step a distribution, a draw from it, and the token that is fed back.

Source: lecture 8, “Sampling novel sequences”.
"""
