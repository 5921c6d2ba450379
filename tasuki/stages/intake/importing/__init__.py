"""Files from elsewhere: opened, recognised, read row by row, landed in one transaction, and revertible.

The way of a file: `opening` finds its encoding and delimiter, `headings` recognises its columns, `plan` says which cell
becomes which field, `rows` reads records and recovers from broken ones, `staging` copies them beside the real tables,
`landing` matches them and writes; `run` holds it together. What a sort of record needs is one file in `kinds`.
"""
