"""Which one remembers: a plain RNN, a GRU and an LSTM learn the same task side by side, live."""
