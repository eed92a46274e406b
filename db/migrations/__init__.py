"""The schema's history: one small file a step in `versions/`, never edited once released."""
