"""Who comes in, and how: password, second factor, another house's sign-in (OIDC), sessions, and the ways back in."""
