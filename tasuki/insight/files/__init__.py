"""Facts as files of other engines: written as partitioned Parquet, and the same reports asked of them."""
