// Streamlit writes a new entry into the browser's history at every change of a link's parameters. Those are states of
// one lesson: Back leaves the lesson, however often something was set there, and never leads in a circle.
if (!history.explorer) {
  history.explorer = true;
  const push = history.pushState.bind(history);
  history.pushState = (state, title, url) => {
    const here = url && new URL(url, location.href).pathname === location.pathname;
    return here ? history.replaceState(state, title, url) : push(state, title, url);
  };
}
