"""Records that are one: planned field by field, carried out in one transaction, and parted again.

A merge has two halves. `fields` says which values the record that stays takes; `following` says what becomes of every
row that refers to the record that goes. Each package registers its own tables in a module ``merging``, with what may
stand in the way: the records know no stage. `plan` puts both together without writing, `carrying` writes, `parting`
undoes.
"""

from tasuki.records.merging import own as own
