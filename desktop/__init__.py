"""Everything with a window: pages, dialogs, printing and the command line. It holds no rule about the
books.
"""
