"""Gates: what every unit of a network lets in, keeps and lets out along a text. The page's one question: what for?"""

import streamlit as st

from explorer.app import frame, tries
from explorer.app.language import _
from explorer.lessons.gates import LESSON, choose, controls, picture, picture_number
from explorer.lessons.gates import tries as gates_tries

with st.sidebar:
    networks = choose.which()
frame.head(
    LESSON,
    _("Each unit has gates of its own, from 0, shut, to 1, open. Flick through the units with ↑ and ↓."),
)
with st.container(horizontal=True, vertical_alignment="center", key="gates_bar"):
    cell, layer = choose.network(networks)
    written = choose.text(networks)
choose.write_url(networks)
with frame.picture():
    reading = choose.measured(networks, written)
    cells = choose.finite(reading)
    if cell not in cells:
        raise choose.diverged(cell)
    habits = choose.habits(networks)
    with st.sidebar:
        how = choose.arrangement(networks, cell)
        controls.finder(habits[cell], cell, layer)
        holds = controls.holding(reading, cell)
    units = choose.arranged(networks, cell, layer, how, reading, habits[cell])
    picture.text(networks, cell, layer, reading, habits[cell], units, holds)
    picture.heat_maps(networks, cell, layer, reading, units, how)
    picture.save(reading)
    picture.habits(networks, {name: habits[name] for name in cells}, layer)
    picture_number.section(networks, cells, cell, layer)
    tries.draw(gates_tries.offers(networks, reading, habits, cell, layer))
choose.warm()
