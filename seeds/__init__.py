"""Demo data and rehearsals, made by calling operations and by walking the real pages."""
