"""The report of an audit in words: one file a section, each of them parts that a page or a paper draws."""
