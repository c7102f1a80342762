"""Networks trained on real data that people published: `make networks DATA=folder`.

The data never comes with the app, only what was learnt from it; where each set is published stands in
assets/README.md. One file a set: how it is read, cut into parts, learnt and scored.
"""
