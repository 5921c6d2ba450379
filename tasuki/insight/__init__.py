"""Reading the process: reports that start with a question and whose every number opens its rows."""
