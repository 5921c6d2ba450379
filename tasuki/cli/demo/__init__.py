"""The demo company: a database of its own, filled with ninety believable days through the product's own actions.

`database` makes and drops that database, `seeding` fills whichever database is current. Who works there stands in
`cast`, who calls in `market`, what becomes of each lead in `fates`, and how people go about it in `plots`.
"""
