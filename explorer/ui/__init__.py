"""The Streamlit glue: language, controls, session, and how a run is put on the screen."""
