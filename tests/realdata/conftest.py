"""Real exports are worked on as their owner would: by command line, on the test's clock."""

from tasuki.cli.tests.conftest import clock as clock
from tasuki.cli.tests.conftest import tasuki as tasuki
