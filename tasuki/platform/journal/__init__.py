"""The journal: the only history. Append-only events, written in the same transaction as the rows they tell of."""
