"""Gates: what every unit of a network lets in, keeps and lets out along a text. The page's one question: what for?"""

import streamlit as st

from explorer.app import frame, tries
from explorer.app.language import _
from explorer.ui import gates, gates_controls, gates_number, gates_picture, gates_tries

st.title(_("What do the gates do?"), anchor=False)
st.markdown(_("Each unit has gates of its own, from 0, shut, to 1, open. Flick through the units with ↑ and ↓."))

with st.sidebar:
    networks = gates.which()
with st.container(horizontal=True, vertical_alignment="center", key="gates_bar"):
    cell, layer = gates.network(networks)
    written = gates.text(networks)
gates.refused()
gates.write_url(networks)
with frame.picture():
    reading = gates.measured(networks, written)
    cells = gates.finite(reading)
    if cell not in cells:
        raise gates.diverged(cell)
    habits = gates.habits(networks)
    with st.sidebar:
        how = gates.arrangement(networks, cell)
        gates_controls.finder(habits[cell], cell, layer)
        holds = gates_controls.holding(reading, cell)
    units = gates.arranged(networks, cell, layer, how, reading, habits[cell])
    gates_picture.text(networks, cell, layer, reading, habits[cell], units, holds)
    gates_picture.heat_maps(networks, cell, layer, reading, units, how)
    gates_picture.save(reading)
    gates_picture.habits(networks, {name: habits[name] for name in cells}, layer)
    gates_number.section(networks, cells, cell, layer)
    tries.draw(gates_tries.offers(networks, reading, habits, cell, layer))
gates.warm()
