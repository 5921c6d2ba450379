"""Who is who: what people type, read with libraries into the facts that the matching rules compare."""
