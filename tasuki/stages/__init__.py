"""The process, in order. A stage may read an earlier one, never act on one, never know a later one."""
