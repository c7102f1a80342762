"""Which letters a prediction still depends on: measured for one text, read out in words, averaged over a corpus.

Source: A. Madsen, “Visualizing memorization in RNNs”, Distill, 2019, doi:10.23915/distill.00016.
"""
