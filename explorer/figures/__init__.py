"""Arrays in, a plotly Figure out: pure functions that hold no state, show nothing and know no model."""
