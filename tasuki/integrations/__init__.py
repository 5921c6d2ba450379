"""One folder per outside system. Each fills a port of `tasuki.platform.ports` and can be taken away."""
