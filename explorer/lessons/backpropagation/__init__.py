"""One sequence unrolled over time: every value on the way forward, every gradient on the way back.

Source: lecture 8, “Пряме поширення” and “Зворотне поширення у часі”.
"""
