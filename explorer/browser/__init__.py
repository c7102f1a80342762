"""What several components share: how data and scripts reach the browser, plots, the history slider, samples."""
