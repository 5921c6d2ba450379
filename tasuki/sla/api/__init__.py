"""The promises over HTTP: clocks, joint reviews, weekly feedback."""
