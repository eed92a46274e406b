"""Getting the books back from a damaged file: copied aside first, rebuilt into a new file, never written over."""
