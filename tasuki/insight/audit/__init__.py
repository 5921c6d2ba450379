"""The audit of a foreign export: any CRM's leads and opportunities, answered by the reports of the running product.

The way of a file: `headings` recognises its columns by name and content, `reading` turns cells into values (dates and
decimal marks are decided by the column as a whole), `states` reads what statuses and stages mean, `joining` makes rows
of the facts, `temporary` puts them into temporary tables that stand before the views of `tasuki.insight.facts`,
`figures` and the reports ask them, `telling` words it all, and `page` draws one HTML file. `run` holds it together.

What cannot be told from the files is said. Nothing is kept: the tables go with the transaction.
"""
