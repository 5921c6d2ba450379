"""What every request passes through: identity, language, policy, and refusals as problem+json."""
