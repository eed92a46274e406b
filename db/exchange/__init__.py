"""Exchange by USB stick: packages of transactions between the PCs of one branch, signed inside and encrypted outside.

Taking a package in is set union, so its order, repetition or loss does not matter; the merge itself is
`db.journal.fold`. Nothing here touches a network.
"""
