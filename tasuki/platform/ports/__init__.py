"""What the product asks of the outside world. Each port is a small protocol; a folder in `integrations` fills it.

An integration is found by its entry point (``tasuki.channels`` and so on), so that it can be left out or added without
a change here.
"""
