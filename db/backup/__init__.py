"""Backups: complete, reopened and checked before they count; the live file is never copied as a file."""
